/** Shared by the alerts on servers and hosts, for every exporter. */
import { max, min, type Gauge, type Matchers, type Vector } from '../lib/promql';
import type { TargetLabel } from '../lib/contract/target-labels';
import type { AlertDefinition, Measurement } from '../lib/alerting/alert';
import { comparedSeries, record, type SeriesName } from '../lib/alerting/alert-records';
import { lastScrapedValue } from '../lib/alerting/measurements';
import type { Reading } from './replica-gauges';

export type Where = Matchers<TargetLabel>;
type Parts = Pick<AlertDefinition, 'measure'>;

export const INSTANCE_LABELS = ['instance'] as const;

/** Each culprit whose share is above the threshold. */
export function nearlyFull<K extends string>(
  name: SeriesName,
  share: (where: Where, read: Reading) => Vector<K>,
  by: readonly K[],
): Parts {
  return {
    measure: (_platform, { threshold }, server): Measurement => {
      const shares = share({}, (gauge) => lastScrapedValue(gauge, server));
      return {
        ...comparedSeries(record(server, name, max(shares, ...by))),
        by,
        test: '>',
        bound: threshold,
        unit: 'ratio',
      };
    },
  };
}

/** Each server to which its exporter cannot connect. */
export function unreachable(name: SeriesName, up: Gauge<TargetLabel>): Parts {
  return {
    measure: (_platform, _numbers, evaluator): Measurement => ({
      ...comparedSeries(record(evaluator, name, min(lastScrapedValue(up, evaluator), ...INSTANCE_LABELS))),
      by: INSTANCE_LABELS,
      test: '==',
      bound: 0,
      unit: 'state',
    }),
  };
}
