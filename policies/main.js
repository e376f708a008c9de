/** What the engine loads. Without this, its runner checks the types at every preview, which takes longer than the rules. */
require('tsx/cjs');
require('./index.ts');
