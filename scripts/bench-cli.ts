/**
 * `npm run bench:cli`: the cost of a preview with Pulumi's own CLI, as a ratio to a preview of an empty TypeScript
 * program. It needs the CLI and its Node language host from Pulumi's installer, the providers' plugins, and a Docker
 * that answers.
 */
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dump } from 'js-yaml';
import { command, UsageError } from '../lib/servers/command-line';
import { findOnPath } from '../lib/servers/on-path';
import { run } from '../lib/servers/run-program';
import { inTemporaryFolder } from '../lib/servers/write-files';

const ROOT = join(__dirname, '..');
const HOST = 'pulumi-language-nodejs';

/** CPU seconds of a preview, over all its processes. */
async function preview(folder: string, state: string): Promise<number> {
  const env = {
    ...process.env,
    PULUMI_BACKEND_URL: `file://${state}`,
    PULUMI_CONFIG_PASSPHRASE: 'bench',
    PULUMI_SKIP_UPDATE_CHECK: 'true',
  };
  await run('pulumi', ['stack', 'select', '--create', 'bench'], { cwd: folder, env });
  const line = 'TIMEFORMAT="%U %S"; time pulumi preview --stack bench --non-interactive';
  const { stderr } = await run('bash', ['-c', line], { cwd: folder, env }).catch((error: unknown) => {
    const { stdout = '' } = error as { stdout?: string };
    throw new UsageError(`the preview failed, so it says nothing of its cost:\n${stdout.trimEnd()}`);
  });
  const [user = 0, system = 0] = (stderr.trim().split('\n').pop() ?? '').split(' ').map(Number);
  return user + system;
}

/** The folders of both programs, in `folder`. */
function programs(folder: string): { empty: string; own: string } {
  const ours = join(folder, 'own');
  // A copy of the project file, because the engine writes a stack's salt next to it.
  cpSync(join(ROOT, 'Pulumi.yaml'), join(ours, 'Pulumi.yaml'));
  const program = ['components', 'dashboards', 'demo', 'lib', 'metrics', 'rules', 'index.ts'];
  for (const name of [...program, 'node_modules', 'tsconfig.json', 'package.json'])
    symlinkSync(join(ROOT, name), join(ours, name));
  const empty = join(folder, 'empty');
  cpSync(join(ROOT, 'tsconfig.json'), join(empty, 'tsconfig.json'));
  symlinkSync(join(ROOT, 'node_modules'), join(empty, 'node_modules'));
  writeFileSync(join(empty, 'package.json'), JSON.stringify({ name: 'empty', main: 'index.ts' }));
  writeFileSync(join(empty, 'Pulumi.yaml'), dump({ name: 'empty', runtime: 'nodejs' }));
  writeFileSync(join(empty, 'index.ts'), "import '@pulumi/pulumi';\n");
  return { empty, own: ours };
}

void command({ usage: 'npm run bench:cli', options: {} }, async () => {
  if (findOnPath([HOST]) === undefined)
    throw new UsageError(`${HOST} is not on PATH: install Pulumi's CLI (https://www.pulumi.com/docs/install)`);
  await inTemporaryFolder(async (folder) => {
    const state = join(folder, 'state');
    const { empty, own: program } = programs(folder);
    mkdirSync(state);
    await preview(empty, state);
    const [base, ours] = [await preview(empty, state), await preview(program, state)];
    console.log(`empty program  ${base.toFixed(1)} s of processor time`);
    console.log(`this program   ${ours.toFixed(1)} s, ${(ours / base).toFixed(2)} times as much`);
  });
});
