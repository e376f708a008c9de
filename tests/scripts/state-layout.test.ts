/** The real CLI finds a stack from Pulumi's layout without projects after the upgrade. */
import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LocalWorkspace } from '@pulumi/pulumi/automation';
import { pulumiCli } from '../../scripts/support/pulumi-cli';
import { upgradeStateLayout } from '../../scripts/support/state-layout';

const stateFolder = mkdtempSync(join(tmpdir(), 'state-'));
afterAll(() => rmSync(stateFolder, { recursive: true }));

/** Moves a project's files to where Pulumi before 3.61 had them. */
function makeLegacy(project: string): void {
  const root = join(stateFolder, '.pulumi');
  for (const kind of ['stacks', 'history', 'backups']) {
    const folder = join(root, kind, project);
    if (!existsSync(folder)) continue;
    for (const name of readdirSync(folder)) renameSync(join(folder, name), join(root, kind, name));
    rmSync(folder, { recursive: true });
  }
  for (const file of readdirSync(root).filter((name) => name.startsWith('meta.yaml'))) rmSync(join(root, file));
}

it('moves an old stack into its project, with its outputs and history, and keeps a copy', async () => {
  const project = 'legacy';
  const open = async () =>
    LocalWorkspace.createOrSelectStack(
      { stackName: 'dev', projectName: project, program: () => Promise.resolve({ answer: 42 }) },
      {
        pulumiCommand: await pulumiCli(),
        envVars: { PULUMI_BACKEND_URL: `file://${stateFolder}`, PULUMI_CONFIG_PASSPHRASE: 'test' },
      },
    );
  await (await open()).up();
  makeLegacy(project);
  await expect(open()).rejects.toThrow('no longer supported');

  const copy = upgradeStateLayout(stateFolder, project);

  const stack = await open();
  expect((await stack.outputs()).answer?.value).toBe(42);
  expect(await stack.history()).toHaveLength(1);
  expect(readdirSync(join(copy ?? '', 'stacks'))).toContain('dev.json');
  expect(upgradeStateLayout(stateFolder, project)).toBeUndefined();
});
