/**
 * The entry point for Pulumi's language host. The host runs the plugin in the folder of the program that uses it, with
 * ts-node, which finds no tsconfig.json there; and it passes no option of PulumiPlugin.yaml to Node. So this file lets
 * Node load TypeScript.
 */
require('../support/typescript.cjs');
require('./index.ts');
