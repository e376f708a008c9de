/** Shared by the panels of the dashboard "Monitoring". */
import type { DynamicConfigValue } from '@grafana/grafana-foundation-sdk/dashboard';
import { foreign, max } from '../lib/promql';
import { SERVER_JOBS } from '../lib/contract/monitoring-servers';
import type { DashboardScope } from '../lib/dashboards/dashboard-scope';
import { unknown } from '../lib/dashboards/empty';
import { fixedColour } from '../lib/dashboards/overrides';
import { timeseries, type PanelSpec, type Query } from '../lib/dashboards/panels';

export const SIZE = { width: 12, height: 9 } as const;
export const NO_SERVER = unknown('the monitoring servers are not scraped');
/** More rule groups than this cannot be distinguished. */
export const MOST = 5;

export const NONE = 'none';
/** 1 while Prometheus scrapes itself, else no data. */
export const prometheusUp = max(foreign('up', { job: SERVER_JOBS.prometheus }).compare('==', 1));
/** A line at zero: without it a graph without events would look like one without data. */
export const zeroLine: Query = { expr: prometheusUp.times(0), legend: NONE };

/** It is only a line, and not in the legend: no series has that name. */
export const baseline = (): DynamicConfigValue[] => [
  fixedColour('text'),
  { id: 'custom.hideFrom', value: { legend: true, tooltip: true, viz: false } },
];

/** What the alerts of a panel compare: one line for each culprit. */
export const measurementQueries = <P extends string>(board: DashboardScope<P>, panel: P) =>
  board.measurementsOf(panel).map(({ name, measurement: { value, by } }) => ({
    expr: value,
    legend: by.length === 0 ? name : by.map((label) => `{{${label}}}`).join(' '),
  }));

/** A graph of failures, of which there are usually none: it only draws lines above zero. */
export const faults = <P extends string>(
  board: DashboardScope<P>,
  panel: P,
  spec: Omit<PanelSpec, 'unit' | 'width' | 'height' | 'empty'> & { readonly width?: number },
) => {
  const failing = measurementQueries(board, panel).map((query) => ({ ...query, expr: query.expr.compare('>', 0) }));
  return timeseries(board, panel, { ...SIZE, ...spec, unit: 'short', empty: NO_SERVER }, [
    ...failing,
    zeroLine,
  ]).overrideByName(NONE, baseline());
};
