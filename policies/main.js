/**
 * What the engine loads. Without this, its runner checks the types at every preview, which takes longer than the rules. The
 * runner loads `ts-node` before any pack: package.json has the version that goes with this TypeScript.
 */
require('tsx/cjs');
require('./index.ts');
