/** Types of the checks of rules and dashboards. */
import type { PanelJson } from '../../dashboards';
import type { PromqlNode, Vector } from '../../promql';
import type { Duration } from '../../units';
import type { PrometheusRule } from '../../compile/prometheus-rules';
import type { Catalogue } from '../../alerting/catalogue';
import type { Alert } from '../../alerting/resolve';

/** An expression of a rule or of a panel's query. */
export interface Expression {
  /** The name of the alert or recorded series, or the title of the panel. */
  readonly of: string;
  readonly expr: PromqlNode;
  /** The platform whose metrics it reads. */
  readonly catalogue: Catalogue;
  /** Scrape interval of the metrics that it reads. */
  readonly scrapeInterval: Duration;
}
export interface AlertRule {
  readonly rule: PrometheusRule<Vector>;
  readonly alert: Alert;
  readonly scrapeInterval: Duration;
}

/** A check, with the advice to print if it fails. `of` returns the problems of one item, in words. */
export interface Check<T> {
  /** The name of the check in pint or dashboard-linter, if they have it. */
  readonly name: string;
  readonly why: string;
  readonly fix: string;
  /** If set, a finding is printed but does not fail the lint. */
  readonly isWarning?: true;
  readonly of: (item: T) => readonly string[];
}
export interface Finding {
  readonly check: Pick<Check<unknown>, 'name' | 'why' | 'fix' | 'isWarning'>;
  /** The alert, recorded series or panel. */
  readonly at: string;
  readonly what: string;
}

export const apply = <T>(checks: readonly Check<T>[], named: (item: T) => string, items: readonly T[]): Finding[] =>
  items.flatMap((item) => checks.flatMap((check) => check.of(item).map((what) => ({ check, at: named(item), what }))));

export interface LintedPanel extends PanelJson {
  readonly dashboard: string;
  readonly queries: readonly { readonly refId: string; readonly expr: PromqlNode }[];
}
