/** Mistakes in a stack file, as the checks report them. */
import type { Catalogue } from '../alerting/catalogue';
import type { Json } from '../json-values';
import type { Parsed } from './schema';

export interface Problem {
  /** Dotted path of the key, as `pulumi config set --path` takes it. */
  readonly key: string;
  readonly message: string;
}

/** `a mistake:`, with each problem on a line of its own. */
export const listProblems = (problems: readonly Problem[]): string =>
  [
    problems.length === 1 ? 'a mistake:' : `${problems.length} mistakes:`,
    ...problems.map(({ key, message }) => `  ${key}: ${message}`),
  ].join('\n');

/**
 * Reports a mistake at `key`, concluded from that key and from others. If one of them is invalid itself, the conclusion
 * does not count.
 */
export type Report = (key: string, message: string, from?: readonly string[]) => void;

/** Settings that the schema accepts. `raw` has only the keys that are in the stack file. */
export interface CheckedStack {
  readonly catalogue: Catalogue;
  readonly settings: Parsed;
  readonly raw: Json;
}

/** Reports settings that contradict each other. */
export type Check = (stack: CheckedStack, report: Report) => void;
