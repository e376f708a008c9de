/** The expression of an alert that the engine that notifies evaluates: no series while the alert is inhibited. */
import { foreign, type Vector } from '../promql';
import type { LabelledRule } from '../promql/recording-rule';
import { record, type Recorded } from './alert-records';
import { INHIBITED, inhibitedSeries, isInhibitable, sourcesOf } from './inhibition';
import { maintenanceOf, unlessCovered, unlessPlannedDirectly } from './maintenance';
import { condition, type Alert, type RuleContext } from './resolve';

const canBeInhibited = ({ name }: Alert, context: RuleContext): boolean =>
  context.evaluatesRules && isInhibitable(name, context);

/**
 * `series`, but no series while the alert is inhibited. On a shared Prometheus both sides have the label `environment`,
 * except for alerts without a source.
 */
function unlessWhollyInhibited(series: Vector, alert: Alert, context: RuleContext): Vector {
  const { name } = alert;
  // Inhibition needs recorded history: where no rules are evaluated, only planned maintenance inhibits.
  if (!context.evaluatesRules) return unlessPlannedDirectly(series, maintenanceOf(name, context));
  if (!canBeInhibited(alert, context)) return series;
  const inhibited = foreign<string>(INHIBITED, { target: name });
  if (!context.sharedPrometheus) return series.unlessAny(inhibited);
  return sourcesOf(name, context).length > 0
    ? series.unlessOn(['environment'], inhibited)
    : series.unlessAny(inhibitedSeries(context, name));
}

/** The same without the culprits that planned maintenance covers. */
const unlessInhibited = (series: Vector, alert: Alert, context: RuleContext): Vector =>
  unlessCovered(unlessWhollyInhibited(series, alert, context), alert, context);

/**
 * On a shared Prometheus the labels of the stack would be in the alert's expression twice. So the left side of the
 * comparison is recorded under the alert's own name, just before the alert. An alert whose expression compares several
 * series by itself is not recorded: the record would be empty most of the time.
 */
function recordUninhibited(alert: Alert, context: RuleContext): Recorded<string> | undefined {
  const { name, measurement } = alert;
  if (!context.sharedPrometheus || measurement.comparesItself === true || !canBeInhibited(alert, context))
    return undefined;
  const meaning = `What ${name} compares; nothing while it is inhibited`;
  return record(
    context,
    { record: `alert:${name}:uninhibited`, meaning },
    unlessInhibited(measurement.value, alert, context),
  );
}

/** The recording rules that {@link uninhibitedCondition} needs. */
export const uninhibitedRecords = (alert: Alert, context: RuleContext): readonly LabelledRule[] =>
  recordUninhibited(alert, context)?.records ?? [];

/** The whole condition of the alert while it is not inhibited, comparison included. */
export function uninhibitedCondition(alert: Alert, context: RuleContext): Vector {
  const { test, bound } = alert.measurement;
  const recorded = recordUninhibited(alert, context);
  if (recorded !== undefined) return recorded.series.compare(test, bound);
  return unlessInhibited(condition(alert), alert, context);
}

/** The expression that Grafana compares with its threshold. */
export function uninhibitedSeries(alert: Alert, context: RuleContext): Vector {
  const recorded = recordUninhibited(alert, context);
  if (recorded !== undefined) return recorded.series;
  return unlessInhibited(alert.measurement.value, alert, context);
}
