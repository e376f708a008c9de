/**
 * `node --require ./scripts/support/typescript.cjs FILE.ts`: lets Node load this project's TypeScript by tsx. JavaScript
 * is left to Node: tsx parses each file of every package to see whether Node can load it, a third of a command's start.
 */
const { enableCompileCache } = require('node:module');
const { join } = require('node:path');

// Node's cache of compiled code; processes that this one starts use it too.
process.env.NODE_COMPILE_CACHE ??= join(__dirname, '../../node_modules/.cache/node-compile');
enableCompileCache?.(process.env.NODE_COMPILE_CACHE);

const { '.js': javascript } = require.extensions;
require('tsx/cjs');
require.extensions['.js'] = javascript;
