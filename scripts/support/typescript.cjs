/**
 * `node --require ./scripts/support/typescript.cjs FILE.ts`: lets Node load this project's TypeScript by tsx. JavaScript
 * is left to Node: tsx parses each file of every package to see whether Node can load it, a third of a command's start.
 */
require('./compile-cache.cjs');

const { '.js': javascript } = require.extensions;
require('tsx/cjs');
require.extensions['.js'] = javascript;
