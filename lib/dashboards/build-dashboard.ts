/**
 * The parts that every dashboard has around its panels: variables, alert annotations, links, and rows of panels without
 * gaps.
 */
import { lookUp } from '../alerting/look-up';
import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  RowBuilder,
  VariableRefresh,
  VariableSort,
  type Panel,
} from '@grafana/grafana-foundation-sdk/dashboard';
import type { Vector } from '../promql';
import { runbookFile } from '../alerting/catalogue';
import { firing as firingAlerts } from '../alerting/inhibition';
import { dashboardUid } from '../alerting/panel-refs';
import type { RuleContext } from '../alerting/resolve';
import { choosesEnvironment, DATASOURCE, type DashboardScope } from './dashboard-scope';
import { dashboardDefinition, shownDashboards, type BuiltDashboard } from './definition';
import { annotations } from './annotations';
import { maintenanceRows } from './maintenance';

/** The default time range: short enough that the data of a new server fills most of it. */
const RANGE = 'now-1h';

/** The title, which people search for. */
function titleOf({ name, context }: DashboardScope): string {
  const { title } = dashboardDefinition(context.catalogue, name);
  return context.sharedGrafana ? `${title} (${context.environment})` : title;
}

/** This stack's firing alerts as Prometheus records them, without the heartbeat. */
export const firing = (context: RuleContext) => firingAlerts(context, { not: context.catalogue.heartbeat ?? '' });

/** The heartbeat alert, while rules are evaluated. */
export const heartbeat = (context: RuleContext) => firingAlerts(context, context.catalogue.heartbeat);

/** A group of panels under a heading; panels are placed from left to right. */
export interface Row {
  readonly title: string;
  /** The component of its panels, which determines the team that owns the row; left out if they are about several. */
  readonly components?: readonly string[];
  readonly panels: readonly Builder<Panel>[];
  /** Set for a row that the library adds; other rows are numbered. */
  readonly id?: number;
}

/** The title of a row with the teams that own it. */
function titleWithOwner({ catalogue }: RuleContext, { title, components = [] }: Row): string {
  const owners = [...new Set(components.map((component) => lookUp('component', catalogue.teams, component)))];
  return owners.length === 0 ? title : `${title} (team${owners.length === 1 ? '' : 's'} ${owners.join(', ')})`;
}

/** Row ids follow the panels' own, which are far fewer. */
const FIRST_ROW_ID = 1000;

/** A variable with the values of a label; the viewer may select several. */
export function variable(name: string, label: string, series: Vector, ofLabel: string): QueryVariableBuilder {
  return (
    new QueryVariableBuilder(name)
      .label(label)
      .datasource(DATASOURCE)
      .query(`label_values(${series.toString()}, ${ofLabel})`)
      .refresh(VariableRefresh.OnTimeRangeChanged)
      .sort(VariableSort.AlphabeticalAsc)
      .multi(true)
      .includeAll(true)
      // Also matches series without the label, because not every scrape configuration adds it.
      .allValue('.*')
      .current({ selected: true, text: ['All'], value: ['$__all'] })
  );
}

function variables(board: DashboardScope, more: readonly QueryVariableBuilder[]) {
  const { context } = board;
  const datasource = new DatasourceVariableBuilder('datasource')
    .label('Data source')
    .type('prometheus')
    .current({ selected: true, text: context.datasourceUid, value: context.datasourceUid });
  return [
    datasource,
    ...(choosesEnvironment(context)
      ? [variable('environment', 'Environment', context.platform.up(), 'environment')]
      : []),
    ...(context.clusters.length > 0 ? [variable('cluster', 'Cluster', context.platform.up(), 'cluster')] : []),
    ...more,
  ];
}

/** Links to the other dashboards, which keep the time range and the variables, and to the runbooks. */
function links({ name, context }: DashboardScope): DashboardLinkBuilder[] {
  const otherDashboards = shownDashboards(context).filter((other) => other !== name);
  return [
    ...otherDashboards.map((other) =>
      new DashboardLinkBuilder(dashboardDefinition(context.catalogue, other).title)
        .type(DashboardLinkType.Link)
        .icon('dashboard')
        .url(`/d/${dashboardUid(other, context.environment)}`)
        .includeVars(true)
        .keepTime(true),
    ),
    new DashboardLinkBuilder('Runbooks')
      .type(DashboardLinkType.Link)
      .icon('doc')
      .url(`${context.runbooksUrl}/${runbookFile(dashboardDefinition(context.catalogue, name).runbook)}`)
      .targetBlank(true),
  ];
}

/** The panels that show annotations. */
const OVER_TIME = ['timeseries', 'heatmap'];
const graphsIn = (rows: readonly Row[]): number[] =>
  rows
    .flatMap(({ panels }) => panels.map((panel) => panel.build()))
    .flatMap(({ id, type }) => (id !== undefined && OVER_TIME.includes(type) ? [id] : []));

/** A dashboard with the project's defaults, and with its own variables if it has some. */
export function buildDashboard(
  board: DashboardScope,
  description: string,
  rows: readonly Row[],
  more: readonly QueryVariableBuilder[] = [],
): BuiltDashboard {
  const { context } = board;
  const builder = new DashboardBuilder(titleOf(board))
    .uid(dashboardUid(board.name, context.environment))
    .description(description)
    .tags([`${context.catalogue.name}-platform`, context.environment])
    .readonly()
    .tooltip(DashboardCursorSync.Crosshair)
    .time({ from: dashboardDefinition(context.catalogue, board.name).from ?? RANGE, to: 'now' })
    .timezone('browser')
    .refresh('10s')
    .variables(variables(board, more))
    .annotations(annotations(board, graphsIn(rows)))
    .links(links(board));
  [...maintenanceRows(board), ...rows].forEach((row) => {
    // A row that only exists for some time does not change the numbers of the others.
    builder.withRow(new RowBuilder(titleWithOwner(context, row)).id(row.id ?? FIRST_ROW_ID + rows.indexOf(row)));
    row.panels.forEach((panel) => builder.withPanel(panel));
  });
  return { builder, queries: board.queries };
}
