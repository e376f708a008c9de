/** Annotations on the graphs of a dashboard: firing alerts, restarts, deploys, closed markets, maintenance. */
import { AnnotationPanelFilterBuilder, AnnotationQueryBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import type { TargetLabel } from '../contract/target-labels';
import { BUILD_INFO } from '../contract/monitoring-servers';
import { firing } from '../alerting/inhibition';
import { currentMaintenance } from '../alerting/maintenance';
import { hasHours, marketOpen } from '../market/hours';
import { count, foreign, max, oneOf, time, type Vector } from '../promql';
import { WINDOW } from '../promql/window';
import { DATASOURCE, type DashboardScope } from './dashboard-scope';
import type { DashboardContext } from './definition';

/** Seconds after a restart or a deploy within which its annotation is found: the query's step must not be longer. */
const MARK_STEP = 60;
/** Grafana chooses the step that gives about one point for each pixel: 2 s over an hour. */
const ALERT_STEP = '1s';

/** The name of the annotation of a panel's alerts, before the panel's id. */
export const ALERT_MARKS = 'Firing alerts of panel';

/** If a query has a value that is not 0 at several points in a row, Grafana draws one region. */
const annotationQuery = (name: string, colour: string, expr: Vector) =>
  new AnnotationQueryBuilder()
    .name(name)
    .datasource(DATASOURCE)
    .enable(true)
    .iconColor(colour)
    .expr(String(expr))
    .step(`${MARK_STEP}s`);

/**
 * Annotates the time in which an alert fires, on the graph that shows what it measures. Without switches: one for each
 * graph would fill the screen.
 */
const alertMarks = (board: DashboardScope, graphs: readonly number[]): AnnotationQueryBuilder[] =>
  board
    .alertsByPanel()
    .filter(({ id }) => graphs.includes(id))
    .map(({ id, alerts }) =>
      annotationQuery(
        `${ALERT_MARKS} ${id}`,
        'red',
        // The shades of an alert's series would add up until they hide the graph.
        max(firing(board.context, oneOf(alerts.map(({ name }) => name))), 'alertname', 'severity', 'component'),
      )
        .titleFormat('{{alertname}}')
        .textFormat('{{severity}} · {{component}}')
        .tagKeys('severity,component')
        .step(ALERT_STEP)
        .hide(true)
        .filter(new AnnotationPanelFilterBuilder().exclude(false).ids([id])),
    );

/**
 * Switches off Grafana's own annotations of its alert rules: a restart of Prometheus creates dozens without
 * information, such as "Normal (Error, KeepLast) -> Normal". Grafana adds them to every dashboard that does not list
 * them.
 */
const grafanaMarks = () =>
  new AnnotationQueryBuilder()
    .name('Annotations & Alerts')
    .datasource({ type: 'grafana', uid: '-- Grafana --' })
    .type('dashboard')
    .builtIn(1)
    .enable(false)
    .hide(true)
    .iconColor('rgba(0, 211, 255, 1)');

/** The time in which the market is closed: a night without signals is no fault. */
const closedTime = (context: DashboardContext) =>
  annotationQuery('Markets closed', 'gray', marketOpen(context).is('==', 0)).titleFormat('Markets closed');

/** `graphs`: the ids of the dashboard's panels that show annotations. */
export function annotations(board: DashboardScope, graphs: readonly number[]): AnnotationQueryBuilder[] {
  const { context, platform } = board;
  const maintenance = currentMaintenance(context);
  const started = foreign('process_start_time_seconds', platform.matchers);
  const builds = foreign<'version' | '__name__' | TargetLabel>('', {
    ...platform.matchers,
    __name__: { matches: BUILD_INFO },
  });
  const before = builds.offset(WINDOW);
  return [
    // If no server records the series of firing alerts, only Grafana knows them.
    ...(context.evaluatesRules ? [grafanaMarks(), ...alertMarks(board, graphs)] : []),
    // The value is the moment of the start, to the second.
    annotationQuery('Restarts', 'blue', started.compare('>', time().minus(MARK_STEP)).times(1000))
      .useValueForTime(true)
      .titleFormat('{{instance}} started'),
    annotationQuery(
      'Deploys',
      'purple',
      count(builds, 'version').unless(count(before, 'version')).andAny(before),
    ).titleFormat('Version {{version}}'),
    ...(hasHours(context) ? [closedTime(context)] : []),
    ...(maintenance === undefined
      ? []
      : [
          annotationQuery('Planned maintenance', 'light-blue', maintenance)
            .titleFormat('Planned maintenance {{maintenance}}')
            .textFormat('{{why}} · {{who}}'),
        ]),
  ];
}
