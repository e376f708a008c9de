/** The events that error budgets leave out while single routes and targets are under planned maintenance. */
import { COVERED_LABELS, lastsUntil, type CoveredLabel, type Maintenance } from '../alerting/maintenance';
import { contractMetric } from '../contract/contract-series';
import type { Contract } from '../contract/metric';
import { foreign, ratesUnless, selectionsOf, type Vector } from '../promql';
import type { LabelledRule } from '../promql/recording-rule';
import { WINDOW } from '../promql/window';
import { seconds } from '../units';

const uncountedRecord = (label: CoveredLabel) => `${label}:uncounted:bool`;
const LABELS = Object.keys(COVERED_LABELS) as CoveredLabel[];

interface UncountedContext {
  readonly environment: string;
  readonly sharedPrometheus: boolean;
  readonly maintenance: readonly Maintenance[];
  readonly catalogue: { readonly contract: Contract };
}

/**
 * The routes, endpoints and targets that budgets leave out; until five minutes after the maintenance, because rates
 * look back.
 */
export const uncountedRecording = ({ environment, maintenance }: UncountedContext): LabelledRule[] =>
  LABELS.flatMap((label) =>
    maintenance.flatMap((one) =>
      [...new Set(one[COVERED_LABELS[label]])].map((value) => ({
        record: uncountedRecord(label),
        meaning: '1 for what error budgets leave out, in planned maintenance and for five minutes after it',
        labels: { environment, maintenance: one.name, [label]: value },
        expr: lastsUntil(one, seconds(WINDOW)),
      })),
    ),
  );

/** The labels by which planned maintenance can cover a part of what an expression counts. */
function coveredLabels({ node }: Vector<never>, { maintenance, catalogue: { contract } }: UncountedContext) {
  const metrics = selectionsOf(node).flatMap(({ metric }) => contractMetric(contract, metric) ?? []);
  const hasLabel = (label: string) =>
    label === 'instance' || metrics.some(({ labels }) => Object.hasOwn(labels, label));
  return LABELS.filter((label) => hasLabel(label) && maintenance.some((one) => one[COVERED_LABELS[label]].length > 0));
}

/** Whether {@link countedRate} leaves out anything. */
export const leavesOut = (rate: Vector<never>, context: UncountedContext): boolean =>
  coveredLabels(rate, context).length > 0;

/** The sums of a rate without series under maintenance; 0 if that is all of them. */
export function countedRate(rate: Vector<never>, context: UncountedContext): Vector<never> {
  const stack = context.sharedPrometheus ? { environment: context.environment } : {};
  const labels = coveredLabels(rate, context);
  return labels.length === 0
    ? rate
    : labels
        .reduce((counted, label) => ratesUnless(counted, label, foreign(uncountedRecord(label), stack)), rate)
        .or(rate.times(0));
}
