/** Maximum lengths of the parts of a message, for receivers that limit the whole message. */

/** Characters, markup included; at most 1,000, because Go's regular expressions cannot repeat more often. */
export interface MessageLimits {
  /** Limit of a culprit, a value or a summary. */
  readonly name: number;
  readonly sentence: number;
}
