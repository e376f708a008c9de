/** What a check of the content is made of. */
import type { PanelJson } from '../../dashboards';
import type { PromqlNode, Vector } from '../../promql';
import type { Duration } from '../../units';
import type { PrometheusRule } from '../../compile/prometheus-rules';
import type { Catalogue } from '../../alerting/catalogue';
import type { Alert } from '../../alerting/resolve';

/** An expression of a rule or of a panel's query. */
export interface Expression {
  /** What it belongs to: an alert's or a recorded series' name, or a panel's title. */
  readonly of: string;
  readonly expr: PromqlNode;
  /** Whose metrics it reads. */
  readonly catalogue: Catalogue;
  /** Time between two scrapes of what it reads. */
  readonly scrapeInterval: Duration;
}
export interface AlertRule {
  readonly rule: PrometheusRule<Vector>;
  readonly alert: Alert;
  readonly scrapeInterval: Duration;
}

/** A check, with what to tell who fails it. `of` finds, in each thing it looks at, what is wrong in words. */
export interface Check<T> {
  /** The name by which pint or dashboard-linter know it, where they do. */
  readonly name: string;
  readonly why: string;
  readonly fix: string;
  /** Whether it is said and fails nothing. */
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
