/** The alerts of a stack's rule files, in the form in which they are replayed. */
import type { PrometheusGroup } from '../../compile/prometheus-rules';
import { printPromql, type PromqlNode } from '../../promql';
import { isDuration, seconds } from '../../units';
import { inline, recordedNames, type RecordedSeries } from './recorded';
import type { Timing } from './firing';

export interface ReplayedAlert {
  readonly name: string;
  readonly expr: PromqlNode;
  readonly timing: Timing;
  /** Seconds between two evaluations. */
  readonly step: number;
  readonly labels: Readonly<Record<string, string>>;
}
export interface Rules {
  readonly alerts: readonly ReplayedAlert[];
  readonly recorded: readonly RecordedSeries[];
}

const length = (text = '0s'): number => (isDuration(text) ? seconds(text) : 0);

/** The rules of all groups; `interval` applies to groups that set none. */
export function rulesOf(groups: readonly PrometheusGroup<{ readonly node: PromqlNode }>[], interval: string): Rules {
  const all = groups.flatMap((group) =>
    group.rules.map((rule) => ({
      ...rule,
      expr: rule.expr.node,
      labels: rule.labels ?? {},
      interval: group.interval ?? interval,
    })),
  );
  return {
    alerts: all.flatMap(({ alert: name, expr, labels, ...rule }) => {
      const timing = { for: length(rule.for), keepFiringFor: length(rule.keep_firing_for) };
      return name === undefined ? [] : [{ name, expr, timing, step: length(rule.interval), labels }];
    }),
    recorded: all.flatMap(({ record, ...rule }) => (record === undefined ? [] : [{ ...rule, record }])),
  };
}

/** Every recorded name that an alert reads. */
export const namesRead = ({ alerts, recorded }: Rules): string[] => [
  ...new Set(alerts.flatMap(({ expr }) => recordedNames(expr, recorded))),
];

/** The recorded series whose rule has changed: in an existing history they still have the values of the old rule. */
export function redefinedRecords(before: Rules, after: Rules): string[] {
  const meaning = ({ recorded }: Rules, name: string) =>
    JSON.stringify(
      [name, ...recorded.filter(({ record }) => record === name).flatMap(({ expr }) => recordedNames(expr, recorded))]
        .flatMap((each) => recorded.filter(({ record }) => record === each))
        .map(({ record, labels, expr, interval }) => [record, labels, printPromql(expr), interval]),
    );
  return namesRead(after).filter((name) => meaning(before, name) !== meaning(after, name));
}

/** The alerts, with the recorded series that the history lacks replaced by their expressions. */
export const alertsWithoutSeries = ({ alerts, recorded }: Rules, lacking: ReadonlySet<string>): ReplayedAlert[] =>
  alerts.map((alert) => ({ ...alert, expr: inline(alert.expr, recorded, lacking) }));

/** Whether two alerts fire at the same times in any history. */
export const sameFiring = (one: ReplayedAlert, other: ReplayedAlert): boolean =>
  printPromql(one.expr) === printPromql(other.expr) &&
  one.step === other.step &&
  one.timing.for === other.timing.for &&
  one.timing.keepFiringFor === other.timing.keepFiringFor;
