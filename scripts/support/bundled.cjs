/**
 * `node scripts/support/bundled.cjs FILE [ARGUMENTS] [-- ARGUMENTS]...`: runs a TypeScript file of the current folder once for
 * each list of arguments, all in this process. esbuild makes one script of everything that it imports from here, which
 * takes a tenth of a second with no cache at all; file by file the same takes seconds.
 */
const { readFileSync } = require('node:fs');
const Module = require('node:module');
const { dirname, join } = require('node:path');
const esbuild = require('esbuild');

/** Each file keeps its own folder, by which it finds others. */
const ownFolder = {
  name: 'own-folder',
  setup: ({ onLoad }) =>
    onLoad({ filter: /\.ts$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8');
      return {
        loader: 'ts',
        contents: text.includes('__dirname') ? `const __dirname = ${JSON.stringify(dirname(path))};${text}` : text,
      };
    }),
};

const runsOf = (args) => {
  const at = args.indexOf('--');
  return at < 0 ? [args] : [args.slice(0, at), ...runsOf(args.slice(at + 1))];
};

async function main(root, [entry, ...args]) {
  const { outputFiles } = await esbuild.build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    packages: 'external',
    plugins: [ownFolder],
    logLevel: 'silent',
  });
  const file = join(root, entry.replace(/\.ts$/, '.cjs'));
  const runs = runsOf(args);
  const next = () => {
    const run = runs.shift();
    if (run === undefined || (process.exitCode ?? 0) !== 0) return;
    process.argv = [process.argv[0], file, ...run];
    const script = Object.assign(new Module(file), { filename: file, paths: Module._nodeModulePaths(dirname(file)) });
    script._compile(outputFiles[0].text, file);
  };
  // Where one has nothing left to do, it is the next one's turn.
  process.on('beforeExit', next);
  next();
}

main(process.cwd(), process.argv.slice(2)).catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
