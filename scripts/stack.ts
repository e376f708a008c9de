/**
 * `make up | preview | down | password`: one stack through Pulumi's Automation API, with its state in `.state/` unless
 * PULUMI_BACKEND_URL says otherwise. Says at once what is missing.
 */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CommandError, LocalWorkspace, type Stack } from '@pulumi/pulumi/automation';
import { dump, load } from 'js-yaml';
import { portForward } from '../compile/kubernetes/names';
import type { Settings } from '../config/schema';
import { toSettings } from '../config/settings';
import { readStackFile } from '../config/stack-file';
import { pulumiCli } from '../toolchain/pulumi-cli';
import { missingInCluster } from '../toolchain/cluster-reachable';
import { command, leaveCtrlCToTheEngine, required, UsageError } from '../toolchain/command-line';
import { withPolicies } from '../toolchain/policy-pack';
import { grafanaProblems } from '../toolchain/grafana-reachable';

import program = require('../index');

const run = promisify(execFile);
const ROOT = join(__dirname, '..');
const STATE = join(ROOT, '.state');
const project = load(readFileSync(join(ROOT, 'Pulumi.yaml'), 'utf8')) as { name: string };

/** A passphrase of this checkout's own, so that the state's secrets are encrypted from the first run on. */
function passphrase(): string {
  const file = join(STATE, 'passphrase');
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString('base64url'), { mode: 0o600 });
  return readFileSync(file, 'utf8');
}

/**
 * The stack's file as the engine sees it: a copy in `.state/`, as the engine writes the salt of this checkout's
 * passphrase into it, which does not belong into the repository.
 */
function workFolder(stack: string): string {
  const folder = join(STATE, stack);
  mkdirSync(folder, { recursive: true });
  const file = `Pulumi.${stack}.yaml`;
  const read = (path: string) =>
    existsSync(path) ? (load(readFileSync(path, 'utf8')) as object | undefined) : undefined;
  const kept = read(join(folder, file)) as { encryptionsalt?: string } | undefined;
  const salt = kept?.encryptionsalt === undefined ? {} : { encryptionsalt: kept.encryptionsalt };
  writeFileSync(join(folder, file), dump({ ...salt, ...read(join(ROOT, file)) }));
  writeFileSync(join(folder, 'Pulumi.yaml'), readFileSync(join(ROOT, 'Pulumi.yaml')));
  return folder;
}

async function open(stackName: string): Promise<Stack> {
  mkdirSync(STATE, { recursive: true });
  const pulumiCommand = await pulumiCli();
  const { env } = process;
  return LocalWorkspace.createOrSelectStack(
    { stackName, projectName: project.name, program },
    {
      workDir: workFolder(stackName),
      pulumiCommand,
      envVars: {
        PULUMI_BACKEND_URL: env.PULUMI_BACKEND_URL ?? `file://${STATE}`,
        ...(env.PULUMI_CONFIG_PASSPHRASE === undefined && env.PULUMI_CONFIG_PASSPHRASE_FILE === undefined
          ? { PULUMI_CONFIG_PASSPHRASE: passphrase() }
          : {}),
      },
    },
  );
}

const taken = (port: number, host: string): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(true));
    server.listen(port, host, () => server.close(() => resolve(false)));
  });

/** What is wrong with the Grafana that exists. Only the engine has the token in clear. */
async function unreachable({ url }: { readonly url: string }, dataSourceUid: string | undefined, stack: Stack) {
  const { value } = await stack.getConfig(`${project.name}:external.grafana.token`, true);
  return grafanaProblems(url, value, dataSourceUid);
}

/** Everything that would stop the update half way, said before it begins. */
async function missing(settings: Settings, stack: () => Promise<Stack>): Promise<string[]> {
  const { external, prometheus, grafana, alertmanager, alerting } = settings;
  if (external !== undefined) {
    const uid = 'dataSourceUid' in external.prometheus ? external.prometheus.dataSourceUid : undefined;
    return unreachable(external.grafana, uid, await stack());
  }
  if (settings.target === 'kubernetes') return missingInCluster(settings);
  let published: string;
  try {
    published = (await run('docker', ['ps', '--format', '{{.Names}} {{.Ports}}'])).stdout;
  } catch (error) {
    const notFound = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return [
      notFound
        ? 'Docker is not installed: https://docs.docker.com/get-docker, or `make demo`, which needs none.'
        : 'Docker does not answer: start it (`sudo systemctl start docker`, or Docker Desktop), or `make demo`, which needs none.',
    ];
  }
  const servers = { prometheus, grafana, ...(alerting.engine === 'alertmanager' && { alertmanager }) };
  const checks = Object.entries(servers).map(async ([name, { port, bindAddress }]) => {
    const ours = published
      .split('\n')
      .some((line) => line.startsWith(`trading_${name}_`) && line.includes(`:${port}->`));
    return !ours && (await taken(port, bindAddress))
      ? [`Port ${port} is taken: free it, or \`pulumi config set --path ${name}.port ${port + 1}\`.`]
      : [];
  });
  return (await Promise.all(checks)).flat();
}

const show = (text: string) => process.stdout.write(text);
const BIN = join(STATE, 'bin');

/** The engine has said in full what went wrong; here its last words, without a stack trace. */
function brief(error: unknown): never {
  if (!(error instanceof CommandError)) throw error;
  const said = error.message.split('\n').filter((line) => /^error: /.test(line));
  throw new UsageError([...new Set(said)].join('\n') || 'Pulumi did not finish; what it printed above says why.');
}

const ACTIONS = {
  up: async (stack: Stack) => {
    const { outputs } = await withPolicies(BIN, (checked) => stack.up({ ...checked, onOutput: show }));
    const value = (name: string) => String(outputs[name]?.value);
    const login = 'grafanaUser' in outputs ? `  (user ${value('grafanaUser')}, password: make password)` : '';
    console.log(`\nGrafana     ${value('grafanaUrl')}${login}`);
    if ('prometheusUrl' in outputs) console.log(`Prometheus  ${value('prometheusUrl')}`);
  },
  preview: async (stack: Stack) => {
    await withPolicies(BIN, (checked) => stack.preview({ ...checked, onOutput: show, diff: true }));
  },
  down: async (stack: Stack) => {
    await stack.destroy({ onOutput: show });
  },
  password: async (stack: Stack) => {
    const outputs = await stack.outputs();
    if (outputs.grafanaPassword === undefined)
      throw new UsageError(
        'grafanaUrl' in outputs
          ? "the Grafana is not this stack's, nor is its password"
          : 'the stack is not deployed yet: make up',
      );
    console.log(outputs.grafanaPassword.value);
  },
};

if (require.main === module) {
  const action = ACTIONS[process.argv.splice(2, 1)[0] as keyof typeof ACTIONS] as (typeof ACTIONS)['up'] | undefined;
  void command({ stack: 'string' }, async (options) => {
    if (action === undefined) throw new UsageError(`one of ${Object.keys(ACTIONS).join(', ')} is needed`);
    const name = required(options, 'stack');
    const settings = toSettings(name, readStackFile(name));
    if (action === ACTIONS.up) {
      const problems = await missing(settings, () => open(name));
      if (problems.length > 0) throw new UsageError(problems.join('\n'));
      const forward = settings.target === 'kubernetes' ? portForward(settings) : undefined;
      if (forward !== undefined)
        console.log(`Grafana has no address of its own; keep this running in another terminal, from now on:
  while ! ${forward}; do sleep 2; done\n`);
    }
    leaveCtrlCToTheEngine();
    await open(name).then(action).catch(brief);
  });
}
