/** How `make preview` and `make up` run the policies and report violations. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EngineEvent } from '@pulumi/pulumi/automation';
import { UsageError } from '../../lib/servers/command-line';
import { POLICIES, policyPacks, withPolicies } from '../../scripts/support/policy-pack';

const { PATH } = process.env;
const { platform } = process;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'policies-'));
  process.env.PATH = folder;
});
afterEach(() => {
  process.env.PATH = PATH;
  Object.defineProperty(process, 'platform', { value: platform });
  rmSync(folder, { recursive: true, force: true });
});

const refusal = (policyName: string, message: string, enforcementLevel: 'mandatory' | 'warning' = 'mandatory') =>
  ({ policyEvent: { policyName, message, enforcementLevel } }) as EngineEvent;

test('the engine gets a program that runs the policies, with a language host or without one', () => {
  writeFileSync(join(folder, 'pulumi-language-nodejs'), '', { mode: 0o755 });
  const [program = '', ...otherPacks] = policyPacks(join(folder, 'bin'));
  expect(otherPacks).toEqual([]);
  expect(program).toBe(join(folder, 'bin/pulumi-analyzer-policies'));
  accessSync(program, constants.X_OK);
});

test("the engine's own runner serves the folder of the policies", async () => {
  const runner = join(__dirname, '../../node_modules/@pulumi/pulumi/cmd/run-policy-pack');
  const child = spawn(process.execPath, [runner, '127.0.0.1:1', '.'], {
    cwd: POLICIES,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [port] = (await once(child.stdout, 'data')) as [Buffer];
  child.kill();
  expect(port.toString()).toMatch(/^\d+\n$/);
});

test('on Windows a CLI with the language host gets the folder of the policies', () => {
  Object.defineProperty(process, 'platform', { value: 'win32' });
  writeFileSync(join(folder, 'pulumi-language-nodejs'), '', { mode: 0o755 });
  expect(policyPacks(join(folder, 'bin'))).toEqual([POLICIES]);
});

test('one line says so if no policy can run', () => {
  Object.defineProperty(process, 'platform', { value: 'win32' });
  const consoleError = jest.spyOn(console, 'error').mockImplementation();
  expect(policyPacks(folder)).toEqual([]);
  expect(consoleError.mock.calls).toEqual([[expect.stringMatching(/^The policies are not checked: .*/)]]);
  consoleError.mockRestore();
});

test('a refused run ends with each violation once, without the output of the engine', async () => {
  const run = withPolicies(folder, [], async ({ onEvent }) => {
    onEvent(refusal('memory-limit', 'A container has a memory limit.\nweb: there is none. Set `memory`.'));
    onEvent(refusal('memory-limit', 'A container has a memory limit.\nweb: there is none. Set `memory`.'));
    onEvent(refusal('fixed-image', 'An image has a tag.\nweb: it has none. Name one.'));
    onEvent(refusal('other', 'Advice.\nnever mind', 'warning'));
    throw new Error('a megabyte of output');
  });
  await expect(run).rejects.toThrow(
    new UsageError(
      'The policies (policies/) refuse this:\n  fixed-image: web: it has none. Name one.\n  memory-limit: web: there is none. Set `memory`.',
    ),
  );
});

test('a run that fails by itself keeps its error, and one that succeeds its result', async () => {
  const broken = new Error('the disk is full');
  await expect(withPolicies(folder, [], () => Promise.reject(broken))).rejects.toBe(broken);
  await expect(withPolicies(folder, [], () => Promise.resolve(1))).resolves.toBe(1);
});
