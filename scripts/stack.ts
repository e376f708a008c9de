/**
 * `make up | preview | drift | down | password`: runs one action on a stack through Pulumi's Automation
 * API. It first checks what is missing.
 */
import { join } from 'node:path';
import type { Stack } from '@pulumi/pulumi/automation';
import type { Settings } from '../lib/settings/schema';
import { command, isDebugging, leaveCtrlCToTheEngine, required, UsageError } from '../lib/servers/command-line';
import { pagesLeftOpen } from './support/engine-switch';
import {
  findUpdateProblems,
  missingForDestroy,
  missingForPreview,
  missingForRefresh,
  type LazyStack,
} from './support/preflight';
import { STATE } from './support/own-state';
import { readState, type StackState } from './support/stack-state';
import { openStack, undeployedError } from './support/stack-workspace';
import { settingsOf } from './support/stacks';
import { down } from './stack/down';
import { explainFailure } from './stack/failure';
import { up } from './stack/up';
import { drift, preview } from './stack/words';

// The SDK takes the stack of each promise of the program, whose lines tsx then looks up: a tenth of a preview's time.
if (!isDebugging()) Error.stackTraceLimit = 1;

const show = (text: string) => process.stdout.write(text);
const BIN = join(STATE, 'bin');

interface Action {
  /** Prints the engine's output only with `full`. */
  readonly inWords?: true;
  /** Creates the stack if it does not exist. */
  readonly create: boolean;
  /** The problems that would stop it, checked before the engine starts. */
  readonly problems: (stackName: string, settings: Settings, stack: LazyStack) => Promise<string[]>;
  /** `full`: with all output of the engine. `state`: before the action. */
  readonly run: (stack: Stack, settings: Settings, full: boolean, state: LazyStack['state']) => Promise<void>;
}

const ACTIONS: Readonly<Record<string, Action>> = {
  up: {
    create: true,
    problems: findUpdateProblems,
    run: (stack, settings, _full, state) => up(stack, settings, BIN, show, state),
  },
  preview: {
    inWords: true,
    create: true,
    problems: missingForPreview,
    run: (stack, _settings, full) => preview(stack, full),
  },
  drift: {
    inWords: true,
    create: false,
    problems: async (_name, settings, stack) => {
      // A missing stack is reported before any other check.
      await stack.open();
      return missingForRefresh(settings, stack);
    },
    run: (stack, settings, full) => drift(stack, settings, full),
  },
  down: {
    create: false,
    problems: (_name, settings) => missingForDestroy(settings),
    run: (stack, settings) => down(stack, settings, show),
  },
  password: {
    inWords: true,
    create: false,
    problems: () => Promise.resolve([]),
    run: async (stack, _settings, _full, state) => {
      const { outputs } = await state();
      if (outputs.grafanaPassword === undefined)
        throw 'grafanaUrl' in outputs
          ? new UsageError("the Grafana is not this stack's, nor is its password")
          : undeployedError(stack.name);
      console.log(outputs.grafanaPassword);
    },
  },
};
const usage = `make ${Object.keys(ACTIONS).join('|')} [STACK=NAME] [FULL=1]`;

const [, , name = '', ...args] = process.argv;
void command(
  { usage, options: { stack: 'string', full: 'boolean' } },
  async (options) => {
    const action = ACTIONS[name];
    if (action === undefined) throw new UsageError(`usage: ${usage}`);
    const stackName = required(options, 'stack');
    const settings = settingsOf(stackName);
    let opened: Promise<Stack> | undefined;
    const open = () => (opened ??= openStack(stackName, action));
    let reading: Promise<StackState> | undefined;
    const state = () => (reading ??= open().then(readState));
    const problems = await action.problems(stackName, settings, { open, state });
    if (problems.length > 0) throw new UsageError(problems.join('\n'));
    // If the state cannot be read, the action itself reports why.
    const deployed = action.create ? await state().catch(() => undefined) : undefined;
    for (const line of await pagesLeftOpen(deployed?.outputs ?? {}, settings)) console.log(line);
    leaveCtrlCToTheEngine();
    const { full = false } = options;
    await action
      .run(await open(), settings, full, state)
      .catch((error: unknown) => explainFailure(error, stackName, settings, full || !action.inWords));
  },
  args,
);
