/** The real Pulumi engine on the real program, with recording doubles in the place of the provider plugins. */
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { LocalWorkspace, type PulumiFn, type Stack } from '@pulumi/pulumi/automation';
import { dump } from 'js-yaml';
import { pulumiCli } from '../../toolchain/pulumi-cli';
import { writePolicyHost } from '../../toolchain/policy-pack';
import program = require('../../index');

// Pulumi notes a stack for each promise of a program. Jest's hundred frames of each cost more than the program itself.
Error.stackTraceLimit = 3;

const ROOT = join(__dirname, '../..');
const PROVIDERS = ['docker', 'grafana', 'kubernetes', 'random'];
export const PROJECT = 'trading-observability';

export interface Call {
  readonly call: 'create' | 'update' | 'delete';
  readonly urn: string;
  readonly type: string;
  readonly props: Readonly<Record<string, unknown>>;
}

/** `docker:index/container:Container` of name `grafana` as "Container grafana". */
export const short = ({ urn, type }: Pick<Call, 'urn' | 'type'>): string =>
  `${type.split(':').pop()} ${urn.split('::').pop()}`;
/** The resources that a call was made for. */
export const names = (calls: readonly Call[], call: Call['call']): string[] =>
  calls
    .filter((each) => each.call === call)
    .map(short)
    .sort();

export interface Engine {
  readonly stack: Stack;
  readonly folder: string;
  /** The calls that the doubles received since the last look. */
  readonly calls: () => Call[];
  /** The state file as it lies on disk. */
  readonly state: () => string;
  readonly close: () => void;
}

/** Executables `pulumi-resource-<name>` that run the double, and the one that runs a policy pack. */
function plugins(folder: string, doubled: readonly string[]): string {
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  const run = `exec "${process.execPath}" --require "${join(ROOT, 'node_modules/ts-node/register/transpile-only')}" "${join(ROOT, 'tests/support/provider-double.ts')}" "$@"`;
  for (const name of doubled) {
    const file = join(bin, `pulumi-resource-${name}`);
    writeFileSync(file, `#!/bin/sh\ncd "${ROOT}"\n${run}\n`);
    chmodSync(file, 0o755);
  }
  writePolicyHost(bin);
  return bin;
}

/**
 * A stack of its own with these settings in its stack file: backend, passphrase, plugins and log in a temporary folder.
 * It deploys this project's program unless another one is given; providers that are not doubled must be on PATH.
 */
export async function engine(
  stackName: string,
  settings: Readonly<Record<string, unknown>>,
  deployed: PulumiFn = program,
  doubled: readonly string[] = PROVIDERS,
): Promise<Engine> {
  const folder = mkdtempSync(join(tmpdir(), 'engine-'));
  const pulumiCommand = await pulumiCli();
  const home = join(folder, 'home');
  const work = join(folder, 'work');
  const log = join(folder, 'calls');
  for (const path of [home, work]) mkdirSync(path);
  cpSync(join(ROOT, 'Pulumi.yaml'), join(work, 'Pulumi.yaml'));
  const config = Object.fromEntries(Object.entries(settings).map(([key, value]) => [`${PROJECT}:${key}`, value]));
  writeFileSync(join(work, `Pulumi.${stackName}.yaml`), dump({ config }));
  mkdirSync(join(folder, 'state'));
  writeFileSync(log, '');
  const env = {
    PATH: [plugins(folder, doubled), process.env.PATH ?? ''].join(delimiter),
    PULUMI_BACKEND_URL: `file://${join(folder, 'state')}`,
    PULUMI_CONFIG_PASSPHRASE: 'test',
    PULUMI_SKIP_UPDATE_CHECK: 'true',
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: 'true',
    DOUBLE_LOG: log,
  };
  const stack = await LocalWorkspace.createOrSelectStack(
    { stackName, projectName: PROJECT, program: deployed },
    { workDir: work, pulumiHome: home, envVars: env, pulumiCommand },
  );
  let seen = 0;
  return {
    stack,
    folder,
    calls: () => {
      const lines = readFileSync(log, 'utf8').split('\n').filter(Boolean);
      const fresh = lines.slice(seen).map((line) => JSON.parse(line) as Call);
      seen = lines.length;
      return fresh;
    },
    state: () => {
      const file = join(folder, 'state/.pulumi/stacks', PROJECT, `${stackName}.json`);
      return existsSync(file) ? readFileSync(file, 'utf8') : '';
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The parts of a state that the tests read. */
interface State {
  readonly resources: {
    readonly urn: string;
    readonly type: string;
    readonly inputs: Readonly<Record<string, unknown>>;
    readonly dependencies?: readonly string[];
    readonly protect?: boolean;
    readonly retainOnDelete?: boolean;
  }[];
}
/** What the state holds, its secrets decrypted. */
export const resources = async ({ stack }: Engine): Promise<State['resources']> =>
  ((await stack.exportStack()) as { deployment: State }).deployment.resources;
