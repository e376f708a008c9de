/**
 * An alert's sentences: one while it fires, and one when it is resolved. Both are Prometheus templates that are
 * expanded for each of the alert's series. The catalogue defines them next to the alert.
 */

/** The parts of an alert's sentences: templates for what is measured, texts for what a stack sets. */
export interface Words {
  /** The culprit, or the name of the total: "/signals", "all routes". Empty if there is only one thing to act on. */
  readonly culprit: string;
  /** The value of a label, after `before`; empty if the series does not have the label. */
  readonly label: (name: string, before?: string) => string;
  /** `each` for a culprit, `all` for the total, if the two differ in more than the name. */
  readonly eachOrAll: (each: string, all: string) => string;
  /** The value with its unit, "3.2/s", and without, "3.2". */
  readonly value: string;
  readonly number: string;
  /** What the value is compared with: "1/s". */
  readonly limit: string;
  /** What a stack sets, if the value is compared with another number: a latency of "1 s", an objective of "99.9%". */
  readonly threshold: string;
  /** How long the condition must hold before the alert fires: "5 minutes". */
  readonly duration: string;
  /** If the value is the share of slow events: the duration that they exceed. */
  readonly slowerThan?: string;
  /** " or the market is closed" if the alert also ends at the end of market hours; else empty. */
  readonly orClosed: string;
}

export interface Sentences {
  /** While it fires, with value, limit and duration: "b:8000 has not answered a scrape for 5 minutes." */
  readonly firing: string;
  /**
   * When it is resolved, up to the duration that the notification appends: "b:8000 answers again; it was silent for".
   * It also has to be true if the alert ends because its series is gone.
   */
  readonly resolved: `${string} for`;
}

/** Builds the sentences of an alert from these parts. */
export type AlertSentences = (words: Words) => Sentences;
