/** What the commands share: options by `node:util`, and errors as one message without a stack trace. */
import { parseArgs } from 'node:util';

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

const expected = (error: unknown): error is Error =>
  error instanceof Error && (error.name === 'UsageError' || error.name === 'SettingsError' || 'code' in error);

/** A command's options and its usage, one line that is printed where the call is wrong. */
export interface CommandSpec {
  readonly usage: string;
  readonly options: Readonly<Record<string, 'string' | 'boolean'>>;
  /** Exit code of a mistake in its input; 2 where nothing is said. */
  readonly mistake?: number;
}

/** A reader that has seen enough, as `| head` has, ends the command without a word. */
function endWithTheReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
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

/** Runs a command. What it returns is the exit code (0 where nothing); a mistake in its input prints and exits with the spec's. */
export async function command(
  spec: CommandSpec,
  run: (options: Options) => number | void | Promise<number | void>,
  args: readonly string[] = process.argv.slice(2),
): Promise<void> {
  endWithTheReader();
  try {
    process.exitCode = (await run(parsed(spec, args))) ?? 0;
  } catch (error) {
    if (!expected(error)) throw error;
    const usage = error instanceof MissingOption ? `\nusage: ${spec.usage}` : '';
    console.error(`${error.message}${usage}`);
    process.exitCode = spec.mistake ?? 2;
  }
}

/**
 * Ctrl-C reaches the engine as well, which then ends in good order: it finishes what it has begun, and gives its lock
 * back. This process stays to the end, as an engine that nobody listens to dies at its next word.
 */
export function leaveCtrlCToTheEngine(): void {
  process.on('SIGINT', () => undefined);
}
