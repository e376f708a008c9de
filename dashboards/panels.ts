/**
 * The house style. A panel must say what it shows and what good looks like, its unit, and why it may be empty; the
 * lines, the sentence about alerts and the links to their runbooks come from the catalogue.
 */
import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import * as common from '@grafana/grafana-foundation-sdk/common';
import {
  FieldColorBuilder,
  FieldColorModeId,
  type DashboardLink,
  type Panel,
  type ThresholdsConfig,
} from '@grafana/grafana-foundation-sdk/dashboard';
import * as gaugePanel from '@grafana/grafana-foundation-sdk/gauge';
import * as heatmapPanel from '@grafana/grafana-foundation-sdk/heatmap';
import * as piePanel from '@grafana/grafana-foundation-sdk/piechart';
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import * as statPanel from '@grafana/grafana-foundation-sdk/stat';
import * as timeseriesPanel from '@grafana/grafana-foundation-sdk/timeseries';
import type { Vector } from '../metrics/promql';
import type { Unit } from '../metrics/units';
import { DATASOURCE, type Board } from './board';
import type { DashboardName, PANELS } from '../rules/panel-ids';
import { limitsOf, runbookLinks, thresholds, watchedBy, type Limit } from './limits';

/** What every panel has to say. */
export interface Look {
  readonly title: string;
  /** What it shows and what good looks like. The alerts that watch it are added. */
  readonly description: string;
  /** Grafana's unit, or the words that follow the number. */
  readonly unit: string;
  /** Of 24 columns. */
  readonly width: number;
  /** In grid rows of 30 px. */
  readonly height: number;
  /** What it means when there is nothing to show. */
  readonly empty: string;
}

/** One PromQL query of a panel. `legend` is Grafana's legend format. */
export interface Query {
  readonly expr: Vector;
  readonly legend: string;
}

type PanelOf<D extends DashboardName> = keyof (typeof PANELS)[D] & string;

/** What the SDK's panel builders share. */
interface PanelBuilder extends Builder<Panel> {
  id(id: number): this;
  title(title: string): this;
  description(description: string): this;
  unit(unit: string): this;
  span(width: number): this;
  height(height: number): this;
  noValue(text: string): this;
  datasource(datasource: common.DataSourceRef): this;
  links(links: Builder<DashboardLink>[]): this;
  thresholds(thresholds: Builder<ThresholdsConfig>): this;
  withTarget(target: DataqueryBuilder): this;
}

interface Asked {
  /** Only the value at the end of the shown range: one evaluation instead of hundreds. */
  readonly instant?: boolean;
  readonly format?: PromQueryFormat;
}

/** Gives a panel its identity, its words, its queries and its links. */
export function dress<B extends PanelBuilder, D extends DashboardName>(
  builder: B,
  board: Board<D>,
  panel: PanelOf<D>,
  look: Look,
  queries: readonly Query[],
  { instant = false, format = PromQueryFormat.TimeSeries }: Asked = {},
): B {
  const alerts = board.alertsOf(panel);
  builder
    .id(board.id(panel))
    .title(look.title)
    .description(look.description + watchedBy(alerts))
    .unit(look.unit)
    .span(look.width)
    .height(look.height)
    .noValue(look.empty)
    .datasource(DATASOURCE)
    .links(runbookLinks(alerts));
  queries.forEach(({ expr, legend }, i) => {
    const query = new DataqueryBuilder()
      .refId(String.fromCharCode('A'.charCodeAt(0) + i))
      .datasource(DATASOURCE)
      .expr(String(expr))
      .legendFormat(legend)
      .format(format);
    builder.withTarget(instant ? query.instant() : query.range());
  });
  return builder;
}

/** One colour for each series, or the colour of the threshold that the value has passed. */
const bySeries = () => new FieldColorBuilder().mode(FieldColorModeId.PaletteClassic);
const byValue = () => new FieldColorBuilder().mode(FieldColorModeId.Thresholds);

/** A table: to the right where there are many series, below where at most three rows are certain to fit. */
function legend(place: 'right' | 'bottom'): common.VizLegendOptionsBuilder {
  const table = new common.VizLegendOptionsBuilder()
    .displayMode(common.LegendDisplayMode.Table)
    .placement(place === 'right' ? common.LegendPlacement.Right : common.LegendPlacement.Bottom)
    .showLegend(true)
    .calcs(['mean', 'lastNotNull', 'max']);
  return place === 'right' ? table.sortBy('Mean').sortDesc(true) : table;
}

export interface TimeseriesStyle {
  readonly legend?: 'right' | 'bottom';
  /** The top of the stack is the total. */
  readonly stacked?: boolean;
  /** Draws the thresholds of the panel's alerts that are in this unit. */
  readonly lines?: Unit;
  /** Least distance between two points, and so the least `$__rate_interval`: sparse events need a longer look. */
  readonly step?: '1m' | '5m';
}

export function timeseries<D extends DashboardName>(
  board: Board<D>,
  panel: PanelOf<D>,
  look: Look,
  queries: readonly Query[],
  style: TimeseriesStyle = {},
): timeseriesPanel.PanelBuilder {
  const limits = style.lines === undefined ? [] : limitsOf(board.alertsOf(panel), style.lines);
  const builder = dress(new timeseriesPanel.PanelBuilder(), board, panel, look, queries)
    .legend(legend(style.legend ?? 'bottom'))
    .tooltip(
      new common.VizTooltipOptionsBuilder().mode(common.TooltipDisplayMode.Multi).sort(common.SortOrder.Descending),
    )
    .lineWidth(2)
    .fillOpacity(style.stacked === true ? 25 : 8)
    .showPoints(common.VisibilityMode.Never)
    .axisSoftMin(0)
    .colorScheme(bySeries())
    .thresholds(thresholds(limits, 'transparent'));
  if (style.stacked === true) {
    builder.stacking(new common.StackingConfigBuilder().mode(common.StackingMode.Normal).group('A'));
  }
  if (limits.length > 0) {
    builder.thresholdsStyle(
      new common.GraphThresholdsStyleConfigBuilder().mode(common.GraphThresholdsStyleMode.Dashed),
    );
  }
  return style.step === undefined ? builder : builder.interval(style.step);
}

const reduce = (calc: 'lastNotNull' | 'sum') => new common.ReduceDataOptionsBuilder().calcs([calc]);

export interface StatStyle {
  /** Colours by value; the value is green where none is passed. */
  readonly limits?: readonly Limit[];
  /** The graph behind the number. `sum`: the number adds up the graph's points. None: a single instant is asked. */
  readonly trend?: 'lastNotNull' | 'sum';
}

export function stat<D extends DashboardName>(
  board: Board<D>,
  panel: PanelOf<D>,
  look: Look,
  queries: readonly Query[],
  { limits = [], trend }: StatStyle = {},
): statPanel.PanelBuilder {
  const builder = dress(new statPanel.PanelBuilder(), board, panel, look, queries, { instant: trend === undefined })
    .reduceOptions(reduce(trend ?? 'lastNotNull'))
    .graphMode(trend === undefined ? common.BigValueGraphMode.None : common.BigValueGraphMode.Area)
    .colorMode(common.BigValueColorMode.Value)
    .colorScheme(byValue())
    .textMode(queries.length > 1 ? common.BigValueTextMode.ValueAndName : common.BigValueTextMode.Value)
    // A stat without thresholds turns red at 80.
    .thresholds(thresholds(limits, 'green'));
  return trend === undefined ? builder : builder.interval('1m');
}

export function gauge<D extends DashboardName>(
  board: Board<D>,
  panel: PanelOf<D>,
  look: Look,
  queries: readonly Query[],
  limits: readonly Limit[],
): gaugePanel.PanelBuilder {
  return dress(new gaugePanel.PanelBuilder(), board, panel, look, queries, { instant: true })
    .reduceOptions(reduce('lastNotNull'))
    .colorScheme(byValue())
    .showThresholdMarkers(true)
    .showThresholdLabels(false)
    .min(0)
    .thresholds(thresholds(limits, 'green'));
}

/** Shares of a whole, at the end of the shown range. */
export function pie<D extends DashboardName>(
  board: Board<D>,
  panel: PanelOf<D>,
  look: Look,
  queries: readonly Query[],
): piePanel.PanelBuilder {
  return dress(new piePanel.PanelBuilder(), board, panel, look, queries, { instant: true })
    .pieType(piePanel.PieChartType.Donut)
    .colorScheme(bySeries())
    .reduceOptions(reduce('lastNotNull'))
    .decimals(0)
    .tooltip(new common.VizTooltipOptionsBuilder().mode(common.TooltipDisplayMode.Single).sort(common.SortOrder.None))
    .legend(
      new piePanel.PieChartLegendOptionsBuilder()
        .displayMode(common.LegendDisplayMode.Table)
        .placement(common.LegendPlacement.Right)
        .showLegend(true)
        .calcs([])
        .values([piePanel.PieChartLegendValues.Value, piePanel.PieChartLegendValues.Percent]),
    )
    .thresholds(thresholds([], 'green'));
}

/** Cumulative buckets over time; the data source sorts them by bound and takes the differences. */
export function heatmap<D extends DashboardName>(
  board: Board<D>,
  panel: PanelOf<D>,
  look: Look,
  query: Query,
): heatmapPanel.PanelBuilder {
  return dress(new heatmapPanel.PanelBuilder(), board, panel, look, [query], { format: PromQueryFormat.Heatmap })
    .calculate(false)
    .yAxis(
      new heatmapPanel.YAxisConfigBuilder().unit(look.unit).axisPlacement(common.AxisPlacement.Left).reverse(false),
    )
    .cellValues(new heatmapPanel.CellValuesBuilder().unit('reqps'))
    .color(
      new heatmapPanel.HeatmapColorOptionsBuilder()
        .mode(heatmapPanel.HeatmapColorMode.Scheme)
        .scheme('Oranges')
        .scale(heatmapPanel.HeatmapColorScale.Exponential)
        .exponent(0.5)
        .steps(64),
    )
    .cellGap(1)
    .showLegend()
    .tooltip(
      new heatmapPanel.HeatmapTooltipBuilder()
        .mode(common.TooltipDisplayMode.Single)
        .yHistogram(true)
        .showColorScale(true),
    );
}
