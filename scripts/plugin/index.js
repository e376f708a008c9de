/**
 * Where Pulumi's host for Node starts: it runs the plugin in the folder of the program that uses it, with ts-node, which finds no
 * tsconfig.json there, and hands no option of PulumiPlugin.yaml to Node. So tsx is loaded here.
 */
require('tsx/cjs');
require('./index.ts');
