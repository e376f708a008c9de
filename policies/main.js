/**
 * The entry point, which `make` runs as a program. `pulumi preview --policy-pack policies` runs it with the engine's
 * runner, which would otherwise type-check the pack at every preview. The runner loads `ts-node` before any pack:
 * package.json pins the version that works with this TypeScript.
 */
require('../scripts/support/typescript.cjs');
require('./index.ts');
