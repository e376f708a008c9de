/**
 * Shared by all commands: options by `node:util`, and every exception as one message; `DEBUG=1` adds the stack trace.
 */
import { parseArgs } from 'node:util';
import { describeError } from './error-sentence';

type OptionTypes = Readonly<Record<string, 'string' | 'boolean'>>;
/** The options of a call. One with an empty text counts as left out, as the Makefile passes a variable that is not set. */
export type Options<T extends OptionTypes = OptionTypes> = {
  readonly [K in keyof T]?: { string: string; boolean: boolean }[T[K]] | undefined;
};

/** A mistake in how the command was called. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

class MissingOption extends UsageError {}

export function required<K extends string>(options: { readonly [N in K]?: string | undefined }, name: K): string {
  const value = options[name];
  if (value === undefined) throw new MissingOption(`--${name} is missing`);
  return value;
}

/** Errors whose message is meant for the user. */
const FOR_PEOPLE: readonly string[] = ['UsageError', 'SettingsError', 'FlagError', 'ToolError'];
const isForPeople = (error: unknown): error is Error => error instanceof Error && FOR_PEOPLE.includes(error.name);

/** Whether the user asks for the stack traces of errors. */
export const isDebugging = (): boolean => !['', '0', undefined].includes(process.env.DEBUG);

/** An option's value for messages: an address without its password and query. */
function withoutPassword(value: string): string {
  if (!/^[a-z]+:\/\//i.test(value)) return value;
  return value.replace(/^([a-z]+:\/\/).*@/i, '$1').replace(/[?#].*$/s, '');
}

/**
 * Prints an exception and returns the exit code: `mistake` for errors meant for the user, 1 for unexpected ones. For
 * those, `inputs` says with which files and servers the command was called.
 */
function report(error: unknown, inputs: string, mistake: number, usage: string): number {
  if (isDebugging()) console.error(error);
  if (isForPeople(error)) {
    console.error(`${error.message}${error instanceof MissingOption ? `\nusage: ${usage}` : ''}`);
    return mistake;
  }
  console.error(`${inputs === '' ? '' : `${inputs}: `}${describeError(error)} (DEBUG=1 shows the stack trace)`);
  // A file or server that cannot be opened is a mistake in the input too; any other error is a fault of this project.
  return error instanceof Error && 'code' in error ? mistake : 1;
}

/** A command's options and its usage line, which is printed if the call is wrong. */
export interface CommandSpec<T extends OptionTypes> {
  readonly usage: string;
  readonly options: T;
  /** Exit code of a mistake in its input; 2 if left out. */
  readonly mistake?: number;
}

/** Ends the command silently when the reader of its output stops reading, as `| head` does. */
function endWithTheReader(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
}

function parseOptions<T extends OptionTypes>({ usage, options }: CommandSpec<T>, args: readonly string[]): Options<T> {
  try {
    const types = Object.fromEntries(Object.entries(options).map(([name, type]) => [name, { type }]));
    const { values } = parseArgs({ args: [...args], options: types });
    return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== '')) as Options<T>;
  } catch (error) {
    throw error instanceof Error ? new UsageError(`${error.message}\nusage: ${usage}`) : error;
  }
}

/** `--stack dev --replay http://host`: the inputs that the user named. */
const inputsOf = (options: Options): string =>
  Object.entries(options)
    .flatMap(([name, value]) => (typeof value === 'string' ? [`--${name} ${withoutPassword(value)}`] : []))
    .join(' ');

/**
 * Runs `work` and returns its exit code (0 if it returns none). Turns every exception into a sentence, including those
 * thrown outside its promise. `inputs` names what the work reads.
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

/**
 * Runs a command. Its result is the exit code (0 if none); a mistake in its input is printed and exits with the spec's
 * code.
 */
export async function command<const T extends OptionTypes>(
  spec: CommandSpec<T>,
  run: (options: Options<T>) => number | void | Promise<number | void>,
  args: readonly string[] = process.argv.slice(2),
): Promise<void> {
  process.stdout.off('error', endWithTheReader).on('error', endWithTheReader);
  let options: Options<T> = {};
  await runWithSentences(
    () => run((options = parseOptions(spec, args))),
    () => inputsOf(options),
    spec,
  );
}

/**
 * Lets the engine handle Ctrl-C, which reaches it too: it finishes the operations that it has started, and releases its
 * lock. This process stays until then, because the engine exits when it cannot write its output.
 */
export function leaveCtrlCToTheEngine(): void {
  process.on('SIGINT', () => undefined);
}
