/** What is wrong with a stack file, for those who find it and those who tell it. */

export interface Problem {
  /** Dotted path of the key, as `pulumi config set --path` takes it. */
  readonly key: string;
  readonly message: string;
}

/** A problem and the keys it was concluded from: where one of those is wrong itself, the conclusion does not hold. */
export interface Contradiction extends Problem {
  readonly from: readonly string[];
  /** False where the message repeats no value, so that it may be told of secrets too. */
  readonly quotes?: boolean;
}

/** The contradiction at a key where something is wrong, concluded from the key and from others; none where nothing is. */
export const contradictIf = (
  wrong: boolean,
  key: string,
  message: string,
  from: readonly string[] = [],
  quotes = true,
): Contradiction[] => (wrong ? [{ key, message, from: [key, ...from], quotes }] : []);
