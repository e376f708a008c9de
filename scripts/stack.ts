/** `make up | preview | drift | down | password | env`: one stack through Pulumi's Automation API. Says at once what is missing. */
import { join } from 'node:path';
import { CommandError, type Stack } from '@pulumi/pulumi/automation';
import type { Settings } from '../config/schema';
import { toSettings } from '../config/settings';
import { readStackFile } from '../config/stack-file';
import { command, leaveCtrlCToTheEngine, required, UsageError } from '../toolchain/command-line';
import { pagesLeftOpen } from '../toolchain/engine-switch';
import { lastWords } from '../toolchain/docker-containers';
import { missing, missingForPreview, missingForRefresh } from '../toolchain/preflight';
import { openStack, passphraseProblem, passphraseSource, shellEnvironment, STATE } from '../toolchain/stack-workspace';
import { up } from './stack/up';
import { drift, preview } from './stack/words';

import program = require('../index');

const show = (text: string) => process.stdout.write(text);
const BIN = join(STATE, 'bin');

const LOCKED =
  'Grafana refuses the password of its admin. After five wrong passwords the account is locked for five minutes, so wait ' +
  'before the next try (docs/upgrades.md, "A password that Grafana does not take").';

/** The engine has said in full what went wrong; here its last words, without a stack trace. */
async function brief(failure: unknown, stack: string, { target, environment }: Settings): Promise<never> {
  const error = passphraseProblem(failure, stack, passphraseSource(process.env));
  if (!(error instanceof CommandError)) throw error;
  const said = new Set(error.message.split('\n').filter((line) => /^error: /.test(line)));
  const containers = target === 'docker' ? await lastWords(environment).catch(() => []) : [];
  const locked =
    /401|[Ii]nvalid username or password/.test(error.message) && /grafana/i.test(error.message) ? [LOCKED] : [];
  throw new UsageError(
    [...said, ...containers, ...locked].join('\n') || 'Pulumi did not finish; what it printed above says why.',
  );
}

interface Action {
  /** Makes the stack where there is none. */
  readonly create: boolean;
  /** What stands in its way, asked before the engine begins. */
  readonly problems: (stackName: string, settings: Settings, open: () => Promise<Stack>) => Promise<string[]>;
  /** `full`: with all that the engine says. */
  readonly run: (stack: Stack, settings: Settings, full: boolean) => Promise<void>;
}

const ACTIONS: Readonly<Record<string, Action>> = {
  up: { create: true, problems: missing, run: (stack, settings) => up(stack, settings, BIN, show) },
  preview: {
    create: true,
    problems: (_name, settings) => missingForPreview(settings),
    run: (stack, _settings, full) => preview(stack, full),
  },
  drift: {
    create: false,
    problems: async (_name, settings, open) => missingForRefresh(settings, await open()),
    run: (stack, settings, full) => drift(stack, settings, full),
  },
  down: {
    create: false,
    problems: (_name, settings) => missingForPreview(settings),
    run: async (stack) => {
      await stack.destroy({ onOutput: show });
    },
  },
  password: {
    create: false,
    problems: () => Promise.resolve([]),
    run: async (stack) => {
      const outputs = await stack.outputs();
      if (outputs.grafanaPassword === undefined)
        throw new UsageError(
          'grafanaUrl' in outputs
            ? "the Grafana is not this stack's, nor is its password"
            : 'the stack is not deployed yet: make up',
        );
      console.log(outputs.grafanaPassword.value);
    },
  },
};
const usage = `make ${Object.keys(ACTIONS).join('|')} [STACK=NAME] [FULL=1]`;

const [, , name = '', ...rest] = process.argv;
void command(
  { usage, options: { stack: 'string', full: 'boolean' } },
  async (options) => {
    if (name === 'env') return console.log(await shellEnvironment(required(options, 'stack')));
    const action = ACTIONS[name];
    if (action === undefined) throw new UsageError(`usage: ${usage}`);
    const stackName = required(options, 'stack');
    const settings = toSettings(stackName, readStackFile(stackName));
    let opened: Promise<Stack> | undefined;
    const open = () => (opened ??= openStack(stackName, program, action));
    const problems = await action.problems(stackName, settings, open);
    if (problems.length > 0) throw new UsageError(problems.join('\n'));
    // Where the state cannot be read, the action itself says why.
    const outputs = action.create ? await (await open()).outputs().catch(() => ({})) : {};
    for (const line of await pagesLeftOpen(outputs, settings)) console.log(line);
    leaveCtrlCToTheEngine();
    await action
      .run(await open(), settings, options.full === true)
      .catch((error: unknown) => brief(error, stackName, settings));
  },
  rest,
);
