/** How long the parts of a message may be, for receivers that limit the whole of it. */

/** Characters of the markup, at most 1,000: regular expressions of Go repeat no more. */
export interface MessageLimits {
  /** Of a culprit, a value or a summary. */
  readonly name: number;
  readonly sentence: number;
}
