/** What the commands share: options by `node:util`, and every exception as one message; `DEBUG=1` adds the stack trace. */
import { parseArgs } from 'node:util';
import { describeError } from './error-sentence';

export type Options = Readonly<Record<string, string | boolean | undefined>>;

/** A mistake of the person who called the command. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

class MissingOption extends UsageError {}

export function required(options: Options, name: string): string {
  const value = options[name];
  if (typeof value !== 'string' || value === '') throw new MissingOption(`--${name} is missing`);
  return value;
}

/** Errors whose message was written for the person who called the command. */
const FOR_PEOPLE: readonly string[] = ['UsageError', 'SettingsError', 'FlagError', 'ToolError'];
const isForPeople = (error: unknown): error is Error => error instanceof Error && FOR_PEOPLE.includes(error.name);

const isDebugging = (): boolean => !['', '0', undefined].includes(process.env.DEBUG);

/** An option's value as it may be shown: an address without its password and query. */
function withoutPassword(value: string): string {
  if (!/^[a-z]+:\/\//i.test(value)) return value;
  return value.replace(/^([a-z]+:\/\/).*@/i, '$1').replace(/[?#].*$/s, '');
}

/**
 * Prints an exception and returns the exit code: `mistake` for what was written for people, 1 for what nobody expected.
 * Of the latter, `inputs` says which files and servers the command was called with.
 */
function report(error: unknown, inputs: string, mistake: number, usage: string): number {
  if (isDebugging()) console.error(error);
  if (isForPeople(error)) {
    console.error(`${error.message}${error instanceof MissingOption ? `\nusage: ${usage}` : ''}`);
    return mistake;
  }
  console.error(`${inputs === '' ? '' : `${inputs}: `}${describeError(error)} (DEBUG=1 shows the stack trace)`);
  // A file or a server that cannot be opened is a mistake in the input too; the rest is this project's.
  return error instanceof Error && 'code' in error ? mistake : 1;
}

/** A command's options and its usage, one line that is printed where the call is wrong. */
export interface CommandSpec {
  readonly usage: string;
  readonly options: Readonly<Record<string, 'string' | 'boolean'>>;
  /** Exit code of a mistake in its input; 2 where nothing is said. */
  readonly mistake?: number;
}

/** A reader that has seen enough, as `| head` has, ends the command without a word. */
function endWithTheReader(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
}

function parsed({ usage, options }: CommandSpec, args: readonly string[]): Options {
  try {
    return parseArgs({
      args: [...args],
      options: Object.fromEntries(Object.entries(options).map(([name, type]) => [name, { type }])),
    }).values;
  } catch (error) {
    throw error instanceof Error ? new UsageError(`${error.message}\nusage: ${usage}`) : error;
  }
}

/** `--stack dev --replay http://host`: the inputs that the person named. */
const inputsOf = (options: Options): string =>
  Object.entries(options)
    .flatMap(([name, value]) =>
      typeof value === 'string' && value !== '' ? [`--${name} ${withoutPassword(value)}`] : [],
    )
    .join(' ');

/**
 * Runs `work`, whose result is the exit code (0 where it has none), and turns every exception into a sentence, also one
 * that is thrown outside of its promise. `inputs` names what the work reads.
 */
export async function runWithSentences(
  work: () => number | void | Promise<number | void>,
  inputs: () => string,
  { usage = '', mistake = 2 }: { readonly usage?: string; readonly mistake?: number } = {},
): Promise<void> {
  const uncaught = (error: unknown) => process.exit(report(error, inputs(), mistake, usage));
  process.on('uncaughtException', uncaught);
  try {
    const code = await work();
    if (typeof code === 'number') process.exitCode = code;
  } catch (error) {
    process.exitCode = report(error, inputs(), mistake, usage);
  } finally {
    process.off('uncaughtException', uncaught);
  }
}

/** Runs a command. What it returns is the exit code (0 where nothing); a mistake in its input prints and exits with the spec's. */
export async function command(
  spec: CommandSpec,
  run: (options: Options) => number | void | Promise<number | void>,
  args: readonly string[] = process.argv.slice(2),
): Promise<void> {
  process.stdout.off('error', endWithTheReader).on('error', endWithTheReader);
  let options: Options = {};
  await runWithSentences(
    () => run((options = parsed(spec, args))),
    () => inputsOf(options),
    spec,
  );
}

/**
 * Ctrl-C reaches the engine as well, which then ends in good order: it finishes what it has begun, and gives its lock
 * back. This process stays to the end, as an engine that nobody listens to dies at its next word.
 */
export function leaveCtrlCToTheEngine(): void {
  process.on('SIGINT', () => undefined);
}
