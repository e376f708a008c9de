/**
 * Defaults of all panels. A panel has to say what it shows, what a good value is, its unit, and why it may be empty.
 * The threshold lines, the sentence about alerts and the links to their runbooks come from the catalogue.
 */
import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import type { DataSourceRef } from '@grafana/grafana-foundation-sdk/common';
import {
  FieldColorBuilder,
  FieldColorModeId,
  type DashboardLink,
  type Panel,
  type ThresholdsConfig,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import type { Vector } from '../promql';
import { DATASOURCE, queryKey, type DashboardScope } from './dashboard-scope';
import type { Empty } from './empty';
import { runbookLinks, watchedBy } from './limits';

/** The fields that every panel must have. */
export interface PanelSpec {
  readonly title: string;
  /** What it shows, and what a good value is. The alerts on it are appended. */
  readonly description: string;
  /** Grafana's unit, shown after each number: seconds, bytes or shares. `short` if `counts` names what is counted. */
  readonly unit: string;
  /** What a graph's numbers count, shown once at its axis: "requests/s". */
  readonly counts?: string;
  /** Width in columns, of 24. */
  readonly width: number;
  /** Height in grid rows of 30 px. */
  readonly height: number;
  readonly empty: Empty;
}

/** One PromQL query of a panel. `legend` is Grafana's legend format. */
export interface Query {
  readonly expr: Vector;
  readonly legend: string;
}

/** The methods that all panel builders of the SDK have. */
interface PanelBuilder extends Builder<Panel> {
  id(id: number): this;
  title(title: string): this;
  description(description: string): this;
  unit(unit: string): this;
  span(width: number): this;
  height(height: number): this;
  noValue(text: string): this;
  datasource(datasource: DataSourceRef): this;
  links(links: Builder<DashboardLink>[]): this;
  thresholds(thresholds: Builder<ThresholdsConfig>): this;
  withTarget(target: DataqueryBuilder): this;
}

/**
 * Sets a panel's id, texts, queries and links. `instant`: queries only the value at the end of the time range, which is
 * one evaluation instead of hundreds.
 */
export function applyPanelDefaults<B extends PanelBuilder, P extends string>(
  builder: B,
  board: DashboardScope<P>,
  panel: NoInfer<P>,
  spec: PanelSpec,
  queries: readonly Query[],
  {
    instant = false,
    format = PromQueryFormat.TimeSeries,
  }: { readonly instant?: boolean; readonly format?: PromQueryFormat } = {},
): B {
  const alerts = board.alertsOf(panel);
  builder
    .id(board.id(panel))
    .title(spec.title)
    .description(spec.description + watchedBy(alerts))
    .unit(spec.unit)
    .span(spec.width)
    .height(spec.height)
    .noValue(spec.empty.text)
    .datasource(DATASOURCE)
    .links(runbookLinks(alerts));
  queries.forEach(({ expr, legend }, i) => {
    const refId = String.fromCharCode('A'.charCodeAt(0) + i);
    board.queries.set(queryKey(board.id(panel), refId), expr);
    const query = new DataqueryBuilder()
      .refId(refId)
      .datasource(DATASOURCE)
      .expr(String(expr))
      .legendFormat(legend)
      .format(format);
    builder.withTarget(instant ? query.instant() : query.range());
  });
  return builder;
}

/**
 * Maximum number of points in a graph, so that a refresh costs about the same for any time range. For many series, such
 * as one for each route: every scrape of 15 minutes, a point a minute for an hour, one every 20 minutes for a day. For
 * few series, which cost little: a point every 30 seconds for an hour, one every 10 minutes for a day.
 */
export const MAX_DATA_POINTS = { many: 80, few: 140 } as const;

/** One colour for each series. */
export const colourBySeries = () => new FieldColorBuilder().mode(FieldColorModeId.PaletteClassic);
