/**
 * Which alerts (the targets) are inhibited while others (the sources) fire, in addition to warnings by their critical
 * twins.
 */
export interface InhibitionTable {
  /**
   * Sources, each with its targets. What inhibits a source inhibits its targets too, as an inhibited source does not fire.
   */
  readonly targets: Readonly<Record<string, readonly string[] | undefined>>;
  /** The alert on a platform that cannot be scraped: it inhibits every alert that measures the platform. */
  readonly targetDown?: string;
  /** Alerts on stores whose dependants recover later than the store, because connections come back one by one. */
  readonly stores?: readonly string[];
}
