/**
 * `node --require ./scripts/support/typescript.cjs FILE.ts`: lets Node load this project's TypeScript. esbuild compiles
 * a file once; the result is cached by the file's content, so that every copy of this checkout shares it. JavaScript is
 * left to Node, whereas tsx reads each file of every package to see whether it is JavaScript that Node cannot load.
 */
const { hash } = require('node:crypto');
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const { enableCompileCache } = require('node:module');
const { basename, join } = require('node:path');
const { version } = require('esbuild/package.json');

const CACHE = join(__dirname, '../../node_modules/.cache');
const COMPILED = join(CACHE, 'typescript');
// As tsx compiles for Pulumi's CLI (Pulumi.yaml): the state contains the text of functions, which must not change.
const OPTIONS = {
  loader: 'ts',
  format: 'cjs',
  platform: 'node',
  target: `node${process.versions.node}`,
  keepNames: true,
  minifyWhitespace: true,
  supported: { 'dynamic-import': false },
  tsconfigRaw: { compilerOptions: { strict: true } },
  sourcemap: 'inline',
  sourcesContent: false,
};
const SEED = JSON.stringify([version, OPTIONS]);

/** Writes a file at once, so that no other process reads half of it. A folder that is read-only stays without cache. */
function writeCached(file, text) {
  const temporary = `${file}.${process.pid}`;
  try {
    mkdirSync(COMPILED, { recursive: true });
    writeFileSync(temporary, text);
    renameSync(temporary, file);
  } catch {}
}

/** The JavaScript of a TypeScript file. */
function compile(path) {
  const source = readFileSync(path, 'utf8');
  const sourcefile = basename(path);
  const cached = join(COMPILED, hash('sha1', `${SEED}${sourcefile}\n${source}`));
  try {
    return readFileSync(cached, 'utf8');
  } catch {
    try {
      const { code } = require('esbuild').transformSync(source, { ...OPTIONS, sourcefile });
      writeCached(cached, code);
      return code;
    } catch (error) {
      throw new SyntaxError(`${path}: ${error.message}`);
    }
  }
}

// Node's cache for the packages; processes that this one starts use it too.
process.env.NODE_COMPILE_CACHE ??= join(CACHE, 'node-compile');
enableCompileCache?.(process.env.NODE_COMPILE_CACHE);
process.setSourceMapsEnabled(true);
require.extensions['.ts'] = (module, path) => module._compile(compile(path), path);
