/**
 * What an alert says of itself: a sentence while it fires and one when it is over. Both are templates of Prometheus that are
 * filled in for each of the alert's series; they stand beside the alert in the catalogue.
 */

/** What an alert's sentences are made of: of what is measured a template, of what a stack sets a text. */
export interface Words {
  /** The culprit, or what all of them together are called: "/signals", "all routes". Empty where there is but one thing. */
  readonly culprit: string;
  /** The value of a label, after `before`; nothing where the series does not have the label. */
  readonly label: (name: string, before?: string) => string;
  /** `each` for a culprit, `all` for all of them together: where they differ in more than the name. */
  readonly eachOrAll: (each: string, all: string) => string;
  /** The value with its unit, "3.2/s", and without, "3.2". */
  readonly value: string;
  readonly number: string;
  /** What the value is compared with: "1/s". */
  readonly limit: string;
  /** What a stack sets, where the value is compared with another number: a latency of "1 s", an objective of "99.9%". */
  readonly threshold: string;
  /** How long it must hold before the alert fires: "5 minutes". */
  readonly duration: string;
  /** Where the value is the share of slow events: than what they are slower. */
  readonly slowerThan?: string;
  /** " or the market is closed" where the alert ends with the market hours too; else nothing. */
  readonly orClosed: string;
}

export interface Sentences {
  /** While it fires, with value, limit and duration: "b:8000 has not answered a scrape for 5 minutes." */
  readonly firing: string;
  /**
   * When it is over, up to how long it fired, which the notification adds: "b:8000 answers again; it was silent for". It has
   * to be true as well where the alert ends because its series is gone.
   */
  readonly resolved: `${string} for`;
}

/** The sentences of an alert out of its words. */
export type AlertSentences = (words: Words) => Sentences;
