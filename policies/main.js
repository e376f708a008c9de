/**
 * What the engine loads. Without this, its runner checks the types at every preview, which takes longer than the rules. The
 * runner loads `ts-node` before any pack: package.json has the version that goes with this TypeScript.
 */
// Before tsx, which looks at every file that is loaded after it.
require('@pulumi/policy');
require('tsx/cjs');
require('./index.ts');
