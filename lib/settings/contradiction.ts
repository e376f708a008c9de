/** Mistakes in a stack file, as the checks report them. */

export interface Problem {
  /** Dotted path of the key, as `pulumi config set --path` takes it. */
  readonly key: string;
  readonly message: string;
}

/**
 * A problem and the keys that it was concluded from. If one of those keys is invalid itself, the conclusion does not
 * count.
 */
export interface Contradiction extends Problem {
  readonly from: readonly string[];
  /** False if the message repeats no value, and so can be printed for secrets too. */
  readonly quotes?: boolean;
}

/** A contradiction at `key`, concluded from that key and from others; none if the condition is false. */
export const contradictIf = (
  wrong: boolean,
  key: string,
  message: string,
  from: readonly string[] = [],
  quotes = true,
): Contradiction[] => (wrong ? [{ key, message, from: [key, ...from], quotes }] : []);
