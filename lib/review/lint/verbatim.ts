/** Checks of hand-written rule files and dashboards: mistakes, and series that this platform does not have. */
import type { Catalogue } from '../../alerting/catalogue';
import { SEVERITIES } from '../../alerting/severity';
import { DASHBOARD_FILES, RULE_FILES, verbatimRules, type VerbatimRule } from '../../alerting/verbatim';
import {
  readHandwritten,
  repeatedIds,
  withoutVariables,
  type HandwrittenDashboard,
} from '../../dashboards/handwritten';
import { PromqlSyntaxError, tryParsePromql } from '../../promql/parse';
import { unknownSeries } from '../adopt/problem';
import { apply, type Check, type Finding } from './finding';

interface Reader {
  readonly catalogue: Catalogue;
  readonly recorded: readonly string[];
}
type WrittenRule = Reader & { readonly at: string; readonly rule: VerbatimRule };
type WrittenDashboard = Reader & { readonly at: string; readonly dashboard: HandwrittenDashboard };

/** Series that an expression reads but nothing provides; or why they cannot be determined. */
function readingProblems(expr: string, { catalogue, recorded }: Reader): string[] {
  if (expr === '') return [];
  const tree = tryParsePromql(withoutVariables(expr));
  if (tree instanceof PromqlSyntaxError) return [`is not read: ${tree.message}`];
  return [unknownSeries(tree, catalogue, recorded) ?? []].flat();
}

const SERIES = {
  name: 'verbatim/series',
  why: 'What nobody exposes is never there: the alert does not fire, the panel is empty.',
  fix: 'Take a metric that the contract has; leave it where an exporter of yours has it.',
  isWarning: true,
} as const;

const ruleChecks: readonly Check<WrittenRule>[] = [
  { ...SERIES, of: (written) => readingProblems(written.rule.expr, written) },
  {
    name: 'verbatim/severity',
    why: 'Alertmanager routes by severity: nobody is notified of an alert that has none of those.',
    fix: `Give it the label severity: ${SEVERITIES.join(' or ')}.`,
    of: ({ rule: { alert, labels = {} } }) =>
      alert === undefined || SEVERITIES.some((each) => each === labels.severity)
        ? []
        : [labels.severity === undefined ? 'has no severity' : `has the severity ${labels.severity}`],
  },
  {
    name: 'verbatim/alert-twice',
    why: 'Two alerts of one name are one for silences, links and inhibition.',
    fix: 'Rename it, or remove it where the catalogue measures the same.',
    of: ({ rule: { alert }, catalogue }) =>
      alert !== undefined && alert in catalogue.alerts ? ['has the name of an alert of the catalogue'] : [],
  },
];

/** Number of problems to print; a dashboard for another exporter has hundreds of queries. */
const FEW = 5;

const dashboardChecks: readonly Check<WrittenDashboard>[] = [
  {
    ...SERIES,
    of: (written) => {
      const problems = written.dashboard.panels.flatMap(({ title, queries }) =>
        queries.flatMap(({ refId, expr }) =>
          readingProblems(expr, written).map((problem) => `panel "${title}", query ${refId} ${problem}`),
        ),
      );
      const more = problems.length - FEW;
      return more <= 0 ? problems : [...problems.slice(0, FEW), `${more} more queries of this kind`];
    },
  },
  {
    name: 'verbatim/panel-id-twice',
    why: 'A link to a panel opens the first of those that have its id.',
    fix: 'Save the dashboard in Grafana once, or give one of them the next free id.',
    of: ({ dashboard }) =>
      repeatedIds(dashboard).map((id) => {
        const titles = dashboard.panels.filter((panel) => panel.id === id).map(({ title }) => `"${title}"`);
        return `has the panel id ${id} ${titles.length} times: ${titles.join(', ')}`;
      }),
  },
  {
    name: 'verbatim/library-panel',
    why: "A library panel's queries are in the Grafana that it was made in; a stack does not deploy them.",
    fix: 'In Grafana: Unlink the panel, then export the dashboard again.',
    of: ({ dashboard: { panels } }) =>
      panels.flatMap(({ libraryPanel }) =>
        libraryPanel === undefined ? [] : [`has the library panel ${libraryPanel}, which is not in the file`],
      ),
  },
];
export const verbatimChecks = [...ruleChecks, ...dashboardChecks] as const;

/** The problems of all hand-written files; `recorded` are the series that the catalogue's rules record. */
export function lintVerbatim(catalogue: Catalogue, recorded: readonly string[]): Finding[] {
  const files = Object.entries(verbatimRules(catalogue)).map(([file, groups]) => ({
    file,
    rules: groups.flatMap(({ rules }) => rules),
  }));
  const ofFiles = files.flatMap(({ rules }) => rules.flatMap(({ record }) => record ?? []));
  const reader = { catalogue, recorded: ['ALERTS', 'ALERTS_FOR_STATE', ...recorded, ...ofFiles] };
  const dashboards = Object.entries(catalogue.verbatim?.dashboards ?? {}).flatMap(([file, text]) => {
    const dashboard = readHandwritten(JSON.parse(text));
    return dashboard === undefined ? [] : [{ ...reader, at: `${DASHBOARD_FILES}/${file}`, dashboard }];
  });
  const rules = files.flatMap(({ file, rules: ofFile }) =>
    ofFile.map((rule) => ({ ...reader, at: `${RULE_FILES}/${file} ${rule.alert ?? rule.record}`, rule })),
  );
  return [...apply(ruleChecks, ({ at }) => at, rules), ...apply(dashboardChecks, ({ at }) => at, dashboards)];
}
