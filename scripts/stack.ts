/** `make up | preview | drift | down | password`: one stack through Pulumi's Automation API. Says at once what is missing. */
import { join } from 'node:path';
import { CommandError, type Stack } from '@pulumi/pulumi/automation';
import type { Settings } from '../config/schema';
import { toSettings } from '../config/settings';
import { readStackFile } from '../config/stack-file';
import { command, leaveCtrlCToTheEngine, required, UsageError } from '../toolchain/command-line';
import { lastWords } from '../toolchain/docker-containers';
import { withPolicies } from '../toolchain/policy-pack';
import { withPortForward } from '../toolchain/port-forward';
import { missing } from '../toolchain/preflight';
import { openStack, STATE } from '../toolchain/stack-workspace';

import program = require('../index');

const show = (text: string) => process.stdout.write(text);
const BIN = join(STATE, 'bin');

/** The engine has said in full what went wrong; here its last words, without a stack trace. */
async function brief(error: unknown, { target, environment }: Settings): Promise<never> {
  if (!(error instanceof CommandError)) throw error;
  const said = new Set(error.message.split('\n').filter((line) => /^error: /.test(line)));
  const containers = target === 'docker' ? await lastWords(environment).catch(() => []) : [];
  throw new UsageError([...said, ...containers].join('\n') || 'Pulumi did not finish; what it printed above says why.');
}

async function up(stack: Stack, settings: Settings): Promise<void> {
  const { outputs } = await withPolicies(BIN, (checked) =>
    withPortForward(settings, () => stack.up({ ...checked, onOutput: show })),
  );
  const value = (name: string) => String(outputs[name]?.value);
  const lines = (outputs.portForward?.value ?? {}) as Readonly<Record<string, string>>;
  const reached = (server: string) => lines[server] ?? value(`${server}Url`);
  const login = 'grafanaUser' in outputs ? `  (user ${value('grafanaUser')}, password: make password)` : '';
  console.log(`\nGrafana     ${reached('grafana')}${login}`);
  if ('prometheusUrl' in outputs || 'prometheus' in lines) console.log(`Prometheus  ${reached('prometheus')}`);
  if (settings.demo)
    console.log('Try         make scenario NAME=redis-down   (NAME=healthy ends it; make scenario lists them)');
}

const ACTIONS: Readonly<Record<string, (stack: Stack, settings: Settings) => Promise<void>>> = {
  up,
  preview: async (stack) => {
    await withPolicies(BIN, (checked) => stack.preview({ ...checked, onOutput: show, diff: true }));
  },
  drift: async (stack) => {
    await stack.preview({ refresh: true, expectNoChanges: true, onOutput: show, diff: true });
  },
  down: async (stack) => {
    await stack.destroy({ onOutput: show });
  },
  password: async (stack) => {
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
const usage = `make ${Object.keys(ACTIONS).join('|')} [STACK=NAME]`;

const [, , name = '', ...rest] = process.argv;
void command(
  { usage, options: { stack: 'string' } },
  async (options) => {
    const action = ACTIONS[name];
    if (action === undefined) throw new UsageError(`usage: ${usage}`);
    const stackName = required(options, 'stack');
    const settings = toSettings(stackName, readStackFile(stackName));
    const open = () => openStack(stackName, program);
    if (action === up) {
      const problems = await missing(settings, open);
      if (problems.length > 0) throw new UsageError(problems.join('\n'));
    }
    leaveCtrlCToTheEngine();
    const stack = await open();
    await action(stack, settings).catch((error: unknown) => brief(error, settings));
  },
  rest,
);
