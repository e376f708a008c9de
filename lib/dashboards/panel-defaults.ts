/**
 * The house style. A panel must say what it shows and what good looks like, its unit, and why it may be empty; the
 * lines, the sentence about alerts and the links to their runbooks come from the catalogue.
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

/** What every panel has to say. */
export interface PanelSpec {
  readonly title: string;
  /** What it shows and what good looks like. The alerts that watch it are added. */
  readonly description: string;
  /** Grafana's unit, which stands beside each number: of seconds, bytes and shares. `short` where `counts` says what. */
  readonly unit: string;
  /** What a graph's numbers count, said once at its axis: "requests/s". */
  readonly counts?: string;
  /** Of 24 columns. */
  readonly width: number;
  /** In grid rows of 30 px. */
  readonly height: number;
  readonly empty: Empty;
}

/** One PromQL query of a panel. `legend` is Grafana's legend format. */
export interface Query {
  readonly expr: Vector;
  readonly legend: string;
}

/** What the SDK's panel builders share. */
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

interface QueryOptions {
  /** Only the value at the end of the shown range: one evaluation instead of hundreds. */
  readonly instant?: boolean;
  readonly format?: PromQueryFormat;
}

/** Gives a panel its identity, its words, its queries and its links. */
export function applyPanelDefaults<B extends PanelBuilder, P extends string>(
  builder: B,
  board: DashboardScope<P>,
  panel: NoInfer<P>,
  spec: PanelSpec,
  queries: readonly Query[],
  { instant = false, format = PromQueryFormat.TimeSeries }: QueryOptions = {},
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
 * Points of a graph, at most, so that a refresh costs about the same over any range. Where the series are many, as one for
 * each route: each scrape of 15 minutes, a point a minute of an hour, one each 20 minutes of a day. Where they are few and
 * cost little: a point each 30 seconds of an hour, one each 10 minutes of a day.
 */
export const MAX_DATA_POINTS = { many: 80, few: 140 } as const;

/** One colour for each series. */
export const colourBySeries = () => new FieldColorBuilder().mode(FieldColorModeId.PaletteClassic);
