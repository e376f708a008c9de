/**
 * Jest loads every package again for each test file, in a context of the file's own. Two packages need no such isolation, as
 * they keep no state: TypeScript, which Pulumi's SDK loads, and the SDK's serializer, which is faster outside a context. Each
 * worker loads them once; moduleNameMapper in jest.config.js puts the other modules of this folder in their place.
 */
const { TestEnvironment } = require('jest-environment-node');

module.exports = class extends TestEnvironment {
  constructor(...options) {
    super(...options);
    this.global.requireOutside = require;
  }
};
