/** Series that are recorded for an alert, so that it compares one well-named series with a number. */
import { foreign, type Vector } from '../promql';
import { recordedBy, type MarketHours } from '../market/hours';
import type { LabelledRule, RecordingRule } from '../promql/recording-rule';

/** The name of an alert's series, and what it measures. */
export interface SeriesName {
  readonly record: RecordingRule['name'];
  readonly meaning: string;
}

/** A series to compare, and the recording rules that it needs. */
export interface Recorded<L extends string> {
  readonly series: Vector<L>;
  readonly records: readonly LabelledRule[];
}

/** A recorded series as the value that an alert compares. */
export const comparedSeries = <L extends string>({ series, records }: Recorded<L>) => ({ value: series, records });

/**
 * Records `expr` under a name of its own; `labels` distinguish two series of one name. If the server evaluates no
 * recording rules, the series is the expression itself.
 */
export function record<L extends string>(
  server: MarketHours,
  { record, meaning }: SeriesName,
  expr: Vector<L>,
  labels: Readonly<Record<string, string>> = {},
): Recorded<L> {
  if (!server.evaluatesRules) return { series: expr, records: [] };
  return {
    series: foreign(record, { ...recordedBy(server), ...labels }) as Vector<string> as Vector<L>,
    records: [{ record, labels: { environment: server.market.environment, ...labels }, expr, meaning }],
  };
}
