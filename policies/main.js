/**
 * The entry point that the engine loads. Without it, the engine's runner would type-check the pack at every preview,
 * which takes longer than the rules. The runner loads `ts-node` before any pack: package.json pins the version that
 * works with this TypeScript.
 */
require('../scripts/support/typescript.cjs');
require('./index.ts');
