/** The overview's table of firing alerts: start, culprit, and links to the panel and the runbook. */
import { TableCellBackgroundDisplayMode, TableCellDisplayMode } from '@grafana/grafana-foundation-sdk/common';
import { MappingType, type DynamicConfigValue } from '@grafana/grafana-foundation-sdk/dashboard';
import { PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import * as table from '@grafana/grafana-foundation-sdk/table';
import { absent, foreign, largestBy, type Vector } from '../promql';
import { resolveAll } from '../alerting/resolve';
import { alertLinks, LINK_LABELS } from '../alerting/alert-links';
import { inhibitedSeries, type AlertLabel } from '../alerting/inhibition';
import { SEVERITIES } from '../alerting/severity';
import { alertList } from './alert-list';
import type { DashboardScope } from './dashboard-scope';
import { allWell } from './empty';
import { firing, heartbeat } from './build-dashboard';
import { SEVERITY_COLOUR, thresholds } from './limits';
import { applyPanelDefaults } from './panels';

const FIRING = {
  title: 'Firing alerts',
  description:
    'Every alert of this environment that fires now: one thing that it is about and how many there are, since when its ' +
    'condition holds, the way to its panel at that time and to its runbook. Nobody is notified of an alert that another one inhibits. Good: empty.',
  width: 24,
  // The height is one line while nothing fires. Otherwise it shows the two worst alerts and the edge of a third, to
  // show that the table scrolls.
  height: 4,
  empty: allWell('no alert is firing'),
};

/** The labels by which any of the stack's alerts identifies a culprit. */
const culpritLabels = (board: DashboardScope): string[] => [
  ...new Set(resolveAll(board.context).flatMap(({ measurement }) => measurement.by)),
];

/** The panel and runbook of each alert and, while it is inhibited, one of the alerts that inhibit it. */
function aboutAlerts({ context }: DashboardScope) {
  const links = alertLinks(context);
  const inhibited = largestBy(inhibitedSeries(context), 'target')
    .labelCopied('alertname', 'target')
    .labelCopied('inhibited_by', 'source');
  return links.joined(inhibited, LINK_LABELS.of, ['inhibited_by']).or(links.unlessOn(LINK_LABELS.of, inhibited));
}

/** When each firing alert became active, in milliseconds since 1970, with the labels of the alert. */
function firingSince(board: DashboardScope): Vector {
  const { environment } = board.context;
  const since = foreign<AlertLabel>('ALERTS_FOR_STATE', { environment })
    .andIgnoring('alertstate', firing(board.context))
    .times(1000);
  return since
    .joined(aboutAlerts(board), LINK_LABELS.of, [...LINK_LABELS.to, 'inhibited_by'])
    .labelJoined('culprit', culpritLabels(board));
}

/** A row that says that no rules are evaluated: an empty table would look as if all were well. */
const notEvaluatedRow = (board: DashboardScope): Vector =>
  absent(heartbeat(board.context)).labelled('alertname', 'Not known: rules are not being evaluated');

/** The panel's time range starts this many milliseconds before the alert's start. */
const LEAD = 30 * 60 * 1000;

/** An alert has one row; these are the same in each of its series. */
const GROUPED = ['severity', 'alertname', 'inhibited_by', 'component', 'panel', 'runbook', 'dashboard'] as const;
/** What Grafana calls a value of a group. */
const FIRST_CULPRIT = 'culprit (first)';
const SERIES_COUNT = 'Value (count)';
const START = 'Value (min)';

const COLUMNS = [
  'severity',
  'alertname',
  FIRST_CULPRIT,
  SERIES_COUNT,
  'inhibited_by',
  START,
  'component',
  'panel',
  'runbook',
] as const;
const TITLES: Readonly<Record<(typeof COLUMNS)[number], string>> = {
  severity: 'Severity',
  alertname: 'Alert',
  [FIRST_CULPRIT]: 'Culprit',
  [SERIES_COUNT]: 'Series',
  inhibited_by: 'Inhibited by',
  [START]: 'Since',
  component: 'Component',
  panel: 'Panel',
  runbook: 'Runbook',
};

/** A cell with the text of a link, instead of an id or an address. */
const opens = (text: string, url: string, width: number): DynamicConfigValue[] => [
  { id: 'mappings', value: [{ type: MappingType.RegexToText, options: { pattern: '.+', result: { text } } }] },
  { id: 'links', value: [{ title: text, url, targetBlank: url.includes('runbook') }] },
  { id: 'custom.width', value: width },
];

/** The table as the panel `panel`; Grafana's own list if no server records the series `ALERTS`. */
export function firingTable<P extends string>(board: DashboardScope<P>, panel: NoInfer<P>) {
  if (!board.context.evaluatesRules) return alertList(board, panel, 'firing', FIRING);
  const bySeverity = Object.fromEntries(
    SEVERITIES.map((severity, index) => [severity, { color: SEVERITY_COLOUR[severity], index }]),
  );
  return (
    applyPanelDefaults(
      new table.PanelBuilder(),
      board,
      panel,
      { ...FIRING, unit: 'short' },
      [{ expr: firingSince(board).or(notEvaluatedRow(board)), legend: '{{alertname}}' }],
      { instant: true, format: PromQueryFormat.Table },
    )
      .thresholds(thresholds([], 'transparent'))
      .showHeader(false)
      .withTransformation({
        id: 'groupBy',
        options: {
          fields: {
            ...Object.fromEntries(GROUPED.map((name) => [name, { operation: 'groupby', aggregations: [] }])),
            culprit: { operation: 'aggregate', aggregations: ['first'] },
            Value: { operation: 'aggregate', aggregations: ['min', 'count'] },
          },
        },
      })
      // The critical ones first, by the alphabet.
      .withTransformation({ id: 'sortBy', options: { sort: [{ field: 'severity' }] } })
      .withTransformation({
        id: 'calculateField',
        options: {
          mode: 'binary',
          binary: { left: START, operator: '-', right: String(LEAD) },
          alias: 'from',
          replaceFields: false,
        },
      })
      .withTransformation({
        id: 'organize',
        options: {
          includeByName: Object.fromEntries([...COLUMNS, 'dashboard', 'from'].map((name) => [name, true])),
          indexByName: Object.fromEntries(COLUMNS.map((name, i) => [name, i])),
          renameByName: TITLES,
        },
      })
      .overrideByName(TITLES.severity, [
        { id: 'mappings', value: [{ type: MappingType.ValueToText, options: bySeverity }] },
        {
          id: 'custom.cellOptions',
          value: { type: TableCellDisplayMode.ColorBackground, mode: TableCellBackgroundDisplayMode.Basic },
        },
        { id: 'custom.width', value: 75 },
      ])
      .overrideByName(TITLES.alertname, [{ id: 'custom.width', value: 250 }])
      .overrideByName(TITLES.component, [{ id: 'custom.width', value: 95 }])
      .overrideByName(TITLES.inhibited_by, [
        {
          id: 'mappings',
          value: [{ type: MappingType.RegexToText, options: { pattern: '(.+)', result: { text: 'inhibited by $1' } } }],
        },
        { id: 'custom.width', value: 150 },
      ])
      .overrideByName(TITLES[SERIES_COUNT], [
        { id: 'unit', value: 'suffix: series' },
        { id: 'mappings', value: [{ type: MappingType.ValueToText, options: { 1: { text: ' ' } } }] },
        { id: 'custom.width', value: 75 },
      ])
      .overrideByName(TITLES[START], [
        { id: 'unit', value: 'dateTimeFromNow' },
        { id: 'custom.width', value: 125 },
      ])
      .overrideByName(
        TITLES.panel,
        opens(
          'Panel',
          '/d/${__data.fields.dashboard}?viewPanel=${__data.fields.Panel}&from=${__data.fields.from}&to=now',
          70,
        ),
      )
      .overrideByName(TITLES.runbook, opens('Runbook', '${__data.fields.Runbook}', 85))
      .overrideByRegexp('/^(dashboard|from)$/', [{ id: 'custom.hidden', value: true }])
  );
}
