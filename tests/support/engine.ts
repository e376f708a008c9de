/** The real Pulumi engine with the real program, and test doubles instead of the provider plugins. */
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { log as pulumiLog } from '@pulumi/pulumi';
import {
  LocalWorkspace,
  type ConfigMap,
  type OpMap,
  type PulumiFn,
  type Stack,
  type UpOptions,
} from '@pulumi/pulumi/automation';
import { dump, load } from 'js-yaml';
import { resourceName } from '../../scripts/support/resource-steps';
import { withoutSummary } from '../../scripts/support/stack-state';
import { pulumiCli } from '../../scripts/support/pulumi-cli';
import program = require('../../index');

// Pulumi records a stack trace for each promise of a program, and sends debug messages with each resource's properties
// to the engine, which drops them. Both cost more processor time than the program itself.
Error.stackTraceLimit = 1;
Object.assign(pulumiLog, { debug: () => Promise.resolve() });

const ROOT = join(__dirname, '../..');
const PROVIDERS = ['docker', 'grafana', 'kubernetes', 'random'];
export const PROJECT = 'trading-observability';

export interface Call {
  readonly call: 'create' | 'update' | 'delete';
  readonly urn: string;
  readonly type: string;
  readonly props: Readonly<Record<string, unknown>>;
}

/** `docker:index/container:Container` of name `servers-grafana` as "Container grafana". */
export const resourceLabel = ({ urn, type }: Pick<Call, 'urn' | 'type'>): string =>
  `${type.split(':').pop()} ${resourceName(urn)}`;
/** The resources of the calls of one kind. */
export const calledResources = (calls: readonly Call[], call: Call['call']): string[] =>
  calls
    .filter((each) => each.call === call)
    .map(resourceLabel)
    .sort();

export interface Engine {
  readonly stack: Stack;
  readonly folder: string;
  /** Deploys, and counts the resources by operation. */
  readonly up: (options?: UpOptions) => Promise<OpMap>;
  /** Puts credentials into the stack file, encrypted, by their path. */
  readonly setSecrets: (secrets: Readonly<Record<string, string>>) => Promise<void>;
  /** The calls to the doubles since the last time. */
  readonly calls: () => Call[];
  /** Replaces the settings in the stack file. */
  readonly configure: (settings: Readonly<Record<string, unknown>>) => void;
  /** Makes the next refresh find a resource with other properties, or deleted if there are none. */
  readonly simulateDrift: (name: string, props: Readonly<Record<string, unknown>> | undefined) => void;
  /** The text of the state file. */
  readonly state: () => string;
  readonly close: () => void;
}

/** What the engine of every test is started with. */
export const ENGINE_ENVIRONMENT = {
  PULUMI_SKIP_UPDATE_CHECK: 'true',
  PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: 'true',
  // The engine writes the state once instead of after each step, which takes most of the processor time of an update.
  PULUMI_SKIP_CHECKPOINTS: 'true',
  PULUMI_EXPERIMENTAL: 'true',
} as const;

interface Double {
  /** For the engine: the ports of running providers, so that it starts none, and the server of the stack's key. */
  readonly environment: Readonly<Record<string, string>>;
  readonly end: () => void;
}

/** The calls in the log of a double. */
export const readCalls = (log: string): Call[] =>
  readFileSync(log, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Call);

/** The double (./bundle-double.ts) in one process for all of these providers, for every operation of a stack. */
export async function startDouble(providers: readonly string[], log: string, byHand: string): Promise<Double> {
  const { PROVIDER_DOUBLE: file = '' } = process.env;
  const child = spawn(process.execPath, [file], {
    env: { ...process.env, DOUBLE_LOG: log, DOUBLE_BY_HAND: byHand },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const [vault, port] = [await lines.next(), await lines.next()].map(({ value }) => value);
  return {
    environment: {
      PULUMI_DEBUG_PROVIDERS: providers.map((name) => `${name}:${port}`).join(),
      VAULT_SERVER_URL: `http://127.0.0.1:${vault}`,
      VAULT_SERVER_TOKEN: 'test',
    },
    end: () => child.stdin.end(),
  };
}

/** Counts the operations of an update from the engine's events. */
async function deploy(stack: Stack, options: UpOptions = {}): Promise<OpMap> {
  let changes: OpMap = {};
  const onEvent: UpOptions['onEvent'] = (event) => {
    changes = event.summaryEvent?.resourceChanges ?? changes;
    options.onEvent?.(event);
  };
  await withoutSummary(stack).up({ ...options, onEvent });
  return changes;
}

/**
 * A separate stack with these settings in its stack file: backend, key, plugins and log in a temporary folder.
 * It deploys this project's program unless given another; providers without a double must be on PATH.
 */
export async function startEngine(
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
  const byHand = join(folder, 'by-hand');
  for (const path of [home, work]) mkdirSync(path);
  cpSync(join(ROOT, 'Pulumi.yaml'), join(work, 'Pulumi.yaml'));
  const stackFile = join(work, `Pulumi.${stackName}.yaml`);
  const configure = (changed: Readonly<Record<string, unknown>>): void => {
    const stackFileContent = existsSync(stackFile) ? (load(readFileSync(stackFile, 'utf8')) as object) : {};
    const config = Object.fromEntries(Object.entries(changed).map(([key, value]) => [`${PROJECT}:${key}`, value]));
    writeFileSync(stackFile, dump({ ...stackFileContent, config }));
  };
  configure(settings);
  mkdirSync(join(folder, 'state'));
  writeFileSync(log, '');
  const doubles = await startDouble(doubled, log, byHand);
  const env = {
    PATH: process.env.PATH ?? '',
    PULUMI_BACKEND_URL: `file://${join(folder, 'state')}`,
    ...ENGINE_ENVIRONMENT,
    ...doubles.environment,
  };
  const stack = await LocalWorkspace.createStack(
    { stackName, projectName: PROJECT, program: deployed },
    { workDir: work, pulumiHome: home, envVars: env, pulumiCommand, secretsProvider: 'hashivault://stacks' },
  );
  let callsRead = 0;
  return {
    stack,
    folder,
    configure,
    up: (options) => deploy(stack, options),
    setSecrets: async (secrets) => {
      const config = Object.entries(secrets).map(([path, value]) => [`${PROJECT}:${path}`, { value, secret: true }]);
      await stack.setAllConfig(Object.fromEntries(config) as ConfigMap, true);
    },
    simulateDrift: (name, props) => writeFileSync(byHand, JSON.stringify({ [name]: props ?? null })),
    calls: () => {
      const calls = readCalls(log);
      const fresh = calls.slice(callsRead);
      callsRead = calls.length;
      return fresh;
    },
    state: () => {
      const file = join(folder, 'state/.pulumi/stacks', PROJECT, `${stackName}.json`);
      return existsSync(file) ? readFileSync(file, 'utf8') : '';
    },
    close: () => {
      doubles.end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The parts of a state that the tests read. */
interface State {
  readonly resources: {
    readonly urn: string;
    readonly type: string;
    readonly inputs: Readonly<Record<string, unknown>>;
    readonly outputs?: Readonly<Record<string, unknown>>;
    readonly dependencies?: readonly string[];
    readonly protect?: boolean;
    readonly retainOnDelete?: boolean;
  }[];
}
/** The state with decrypted secrets. */
export const decryptedResources = async ({ stack }: Engine): Promise<State['resources']> =>
  ((await stack.exportStack()) as { deployment: State }).deployment.resources;
