/** What the commands share: options by `node:util`, and errors as one message without a stack trace. */
import { parseArgs } from 'node:util';

export type Options = Readonly<Record<string, string | boolean | undefined>>;

/** A mistake of the person who called the command. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export function required(options: Options, name: string): string {
  const value = options[name];
  if (typeof value !== 'string' || value === '') throw new UsageError(`--${name} is missing`);
  return value;
}

const expected = (error: unknown): error is Error =>
  error instanceof Error && (error.name === 'UsageError' || error.name === 'SettingsError' || 'code' in error);

/** Runs a command. What it returns is the exit code (0 where nothing); a mistake in its input prints and exits with 2. */
export async function command(
  spec: Readonly<Record<string, 'string' | 'boolean'>>,
  run: (options: Options) => number | void | Promise<number | void>,
): Promise<void> {
  try {
    const { values } = parseArgs({
      options: Object.fromEntries(Object.entries(spec).map(([name, type]) => [name, { type }])),
    });
    process.exitCode = (await run(values)) ?? 0;
  } catch (error) {
    if (!expected(error)) throw error;
    console.error(error.message);
    process.exitCode = 2;
  }
}

/**
 * Ctrl-C reaches the engine as well, which then ends in good order: it finishes what it has begun, and gives its lock
 * back. This process stays to the end, as an engine that nobody listens to dies at its next word.
 */
export function leaveCtrlCToTheEngine(): void {
  process.on('SIGINT', () => undefined);
}
