import { join } from 'node:path';
import { buildSync } from 'esbuild';

/**
 * The demo backend as the text of one CommonJS file, which plain Node (22 or later) runs without any package. The same
 * sources give the same text, and it contains no path of this machine.
 */
export function bundleDemoBackend(): string {
  const { outputFiles } = buildSync({
    absWorkingDir: join(__dirname, '..'),
    entryPoints: ['demo/main.ts'],
    bundle: true,
    write: false,
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    minify: true,
    legalComments: 'none',
    logLevel: 'silent',
    // Only the options above count: the settings of an editor must not change what is deployed.
    tsconfigRaw: {},
  });
  const [file] = outputFiles;
  if (file === undefined) throw new Error('esbuild made no file of demo/main.ts');
  return file.text;
}

let program: string | undefined;
/** The text of {@link bundleDemoBackend}, which is bundled once a process. */
export const readDemoProgram = (): string => (program ??= bundleDemoBackend());
