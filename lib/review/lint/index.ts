/** All checks of a stack's compiled content: those of pint and dashboard-linter that apply here. */
import { resolveAll } from '../../alerting/resolve';
import { uninhibitedSeries } from '../../alerting/uninhibited';
import { panelQueries, renderDashboards } from '../../dashboards';
import { buildRules, rulesIn } from '../../compile/prometheus-rules';
import type { DashboardContext } from '../../dashboards/definition';
import { expressionChecks } from './expressions';
import { apply, type Finding, type LintedPanel } from './finding';
import { maintenanceChecks } from './maintenance';
import { panelChecks } from './panels';
import { alertChecks, catalogueChecks, recordingChecks } from './rules';
import { lintVerbatim, verbatimChecks } from './verbatim';

/** Checks of pint and dashboard-linter that are left out, and why. */
export const NOT_MADE: Readonly<Record<string, string>> = {
  'alerts/comparison': 'an alert is made of a measurement and a comparison; there is none without',
  'alerts/count, promql/series, promql/vector_matching, labels/conflict, rule/duplicate':
    'they ask a live server; `npm run alerts -- --replay`, `npm run check-metrics` and the demo’s tests do',
  'alerts/external_labels': 'no text reads them',
  'promql/aggregate, promql/fragile, promql/performance': 'rules of a site’s own, or for expressions written by hand',
  'promql/syntax': 'expressions are printed from trees; tests have promtool and Prometheus read them all',
  'promql/regexp': 'a list that the code writes is a pattern also where it has one entry',
  'query/cost': 'tests hold it against measured samples',
  'rule/dependency, rule/reject, rule/label, rule/link': 'types and tests of the catalogue hold labels and links',
  'yaml/parse, group/interval, rule/for': 'the files are written from typed rules; `promtool check rules` reads them',
  'template-datasource-rule, template-job-rule, template-instance-rule, template-label-promql-rule, target-job-rule, target-instance-rule':
    'they want the variables of mixins; a stack has one platform, selected by the stack file',
  'template-on-time-change-reload-rule': 'the variables’ values do not depend on the time shown',
  'target-logql-rule, target-logql-auto-rule': 'there are no logs',
  'uneditable-dashboard': 'dashboards of a stack are read-only where the target provisions them',
};

export const allChecks = [
  ...expressionChecks,
  ...alertChecks,
  ...catalogueChecks,
  ...recordingChecks,
  ...panelChecks,
  ...maintenanceChecks,
  ...verbatimChecks,
];

export function lintContent(context: DashboardContext): Finding[] {
  const { catalogue, scrapeInterval } = context;
  // The longer expression of each alert, which the engine that notifies evaluates.
  const rules = rulesIn(buildRules(context, true));
  const rendered = renderDashboards(context);
  const queries = panelQueries(context, rendered);
  const panels = rendered.flatMap(({ name: dashboard, json }) =>
    json.panels
      .filter(({ type }) => type !== 'row')
      .map((panel): LintedPanel => ({
        ...panel,
        dashboard,
        queries: queries
          .filter((query) => query.dashboard === dashboard && query.id === panel.id)
          .map(({ refId, tree }) => ({ refId, expr: tree.node })),
      })),
  );
  const expressions = [
    ...rules.map(({ alert, record = '', expr }) => ({ of: alert ?? record, expr: expr.node })),
    ...queries.map(({ panel, tree }) => ({ of: panel, expr: tree.node })),
  ].map((expression) => ({ ...expression, catalogue, scrapeInterval }));
  const alerts = resolveAll(context).flatMap((alert) => {
    const rule = rules.find((each) => each.alert === alert.name);
    return rule === undefined ? [] : [{ rule, alert, scrapeInterval }];
  });
  return [
    ...apply(expressionChecks, ({ of }) => of, expressions),
    ...apply(alertChecks, ({ alert }) => alert.name, alerts),
    ...apply(catalogueChecks, () => 'all alerts', [
      { engine: 'alertmanager', expressions: alerts.map(({ rule }) => rule.expr) },
      { engine: 'grafana', expressions: alerts.map(({ alert }) => uninhibitedSeries(alert, context)) },
    ]),
    ...apply(
      recordingChecks,
      ({ record = '' }) => record,
      rules.filter(({ record }) => record !== undefined),
    ),
    ...apply(panelChecks, ({ title, id }) => title || `panel ${id}`, panels),
    ...lintVerbatim(
      catalogue,
      rules.flatMap(({ record }) => record ?? []),
    ),
  ];
}
