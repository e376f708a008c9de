/** The flags and environment variables of the demo backend. A flag takes precedence over its variable. */
import { closest } from 'fastest-levenshtein';
import { isScenario, unknownScenario, type ScenarioName } from './scenarios';

/** The default address, which is the platform's own. */
export const DEFAULT_PORT = 8000;

export interface Flags {
  /** 0 chooses a free one. */
  readonly port: number;
  readonly host: string;
  readonly scenario: ScenarioName;
  readonly seed: number;
  /** The time of the simulated trading day at which it starts. */
  readonly now: Date;
}

/** An invalid flag or variable; `message` is one line with the valid choices. */
export class FlagError extends Error {
  override readonly name = 'FlagError';
}

const VARIABLES = { port: 'PORT', host: 'HOST', scenario: 'SCENARIO', seed: 'SEED', now: 'NOW' } as const;
type Flag = keyof typeof VARIABLES;
const names = Object.keys(VARIABLES) as Flag[];
const isFlag = (name: string): name is Flag => Object.hasOwn(VARIABLES, name);

export const USAGE = `demo backend: a stand-in for the trading platform's /metrics
  --port P         port, 0 for a free one    (PORT, default ${DEFAULT_PORT})
  --host H         address to listen on      (HOST, default 127.0.0.1)
  --scenario NAME  fault to begin with       (SCENARIO, default healthy)
  --seed N         another run of the day    (SEED, default 1)
  --now TIME       moment to begin at        (NOW, default the clock's; 2026-03-04T14:30:00Z is a busy one)`;

function parseArguments(args: readonly string[]): Partial<Record<Flag, string>> {
  const values: Partial<Record<Flag, string>> = {};
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    const [, name = '', , inline] = /^--([^=]*)(=(.*))?$/s.exec(arg) ?? [];
    const all = names.map((each) => `--${each}`);
    if (!isFlag(name))
      throw new FlagError(`unknown argument "${arg}": did you mean ${closest(arg, all)}? One of: ${all.join(', ')}`);
    const value = inline ?? args[++i];
    if (value === undefined || value === '' || (inline === undefined && value.startsWith('--')))
      throw new FlagError(`--${name} needs a value`);
    values[name] = value;
  }
  return values;
}

function wholeNumber(source: string, value: string, most: number): number {
  const number = /^\d{1,10}$/.test(value) ? Number(value) : NaN;
  if (!(number <= most)) throw new FlagError(`${source} is "${value}": a whole number from 0 to ${most} is needed`);
  return number;
}

function parseMoment(source: string, value: string): Date {
  const date = value === '' ? new Date() : new Date(value);
  if (Number.isNaN(date.getTime()))
    throw new FlagError(`${source} is "${value}": a time such as 2026-03-04T14:30:00Z is needed`);
  return date;
}

/** Parses the flags. Throws a {@link FlagError}. */
export function readFlags(args: readonly string[], env: Readonly<Record<string, string | undefined>>): Flags {
  const flags = parseArguments(args);
  const read = (name: Flag, fallback: string): { source: string; value: string } => {
    const flag = flags[name];
    const variable = VARIABLES[name];
    return flag !== undefined
      ? { source: `--${name}`, value: flag }
      : { source: variable, value: env[variable] || fallback };
  };
  const port = read('port', String(DEFAULT_PORT));
  const seed = read('seed', '1');
  const scenario = read('scenario', 'healthy');
  const now = read('now', '');
  if (!isScenario(scenario.value)) throw new FlagError(`${scenario.source}: ${unknownScenario(scenario.value)}`);
  return {
    port: wholeNumber(port.source, port.value, 65535),
    host: read('host', '127.0.0.1').value,
    scenario: scenario.value,
    seed: wholeNumber(seed.source, seed.value, 2 ** 32 - 1),
    now: parseMoment(now.source, now.value),
  };
}
