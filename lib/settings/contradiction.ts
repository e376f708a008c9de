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
