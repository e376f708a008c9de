/** What the alerts on servers and hosts have in common, whichever exporter sees them. */
import { max, min, type Gauge, type Matchers, type Vector } from '../lib/promql';
import type { TargetLabel } from '../lib/contract/target-labels';
import type { AlertDefinition, Measurement } from '../lib/alerting/alert';
import { compared, record, type SeriesName } from '../lib/alerting/alert-records';
import { lately } from '../lib/alerting/measurements';
import type { Reading } from './replica-gauges';

export type Where = Matchers<TargetLabel>;
type Parts = Pick<AlertDefinition, 'measure'>;

export const SERVER = ['instance'] as const;

/** Each culprit whose share is above the threshold. */
export function nearlyFull<K extends string>(
  name: SeriesName,
  share: (where: Where, read: Reading) => Vector<K>,
  by: readonly K[],
): Parts {
  return {
    measure: (_platform, { threshold }, server): Measurement => {
      const shares = share({}, (gauge) => lately(gauge, server));
      return {
        ...compared(record(server, name, max(shares, ...by))),
        by,
        test: '>',
        bound: threshold,
        unit: 'ratio',
      };
    },
  };
}

/** Each server that its exporter cannot reach. */
export function unreachable(name: SeriesName, up: Gauge<TargetLabel>): Parts {
  return {
    measure: (_platform, _numbers, evaluator): Measurement => ({
      ...compared(record(evaluator, name, min(lately(up, evaluator), ...SERVER))),
      by: SERVER,
      test: '==',
      bound: 0,
      unit: 'state',
    }),
  };
}
