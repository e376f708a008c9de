/**
 * `node --require`: each function that a module of this project exports throws an exception that nobody expects.
 * FAILING_MODULE names the end of the module's path.
 */
const Module = require('node:module');

const { FAILING_MODULE: name = '' } = process.env;
const fail = () => {
  throw new TypeError('terminated', { cause: new Error('other side closed') });
};
const load = Module._load;
Module._load = function (request, ...rest) {
  const exported = load.call(this, request, ...rest);
  if (!request.startsWith('.') && !request.startsWith('/')) return exported;
  if (name === '' || !request.replace(/\.ts$/, '').endsWith(name)) return exported;
  return new Proxy(
    {},
    { get: (_, key) => (typeof exported[key] === 'function' ? fail : exported[key]), has: (_, key) => key in exported },
  );
};
