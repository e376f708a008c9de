/** Panels over time: lines, stacks and heatmaps. */
import * as common from '@grafana/grafana-foundation-sdk/common';
import {
  MappingType,
  SpecialValueMatch,
  type SpecialValueMap,
  type ValueMap,
} from '@grafana/grafana-foundation-sdk/dashboard';
import * as heatmapPanel from '@grafana/grafana-foundation-sdk/heatmap';
import { PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import * as timeseriesPanel from '@grafana/grafana-foundation-sdk/timeseries';
import type { DashboardScope } from './dashboard-scope';
import { colourBySeries, applyPanelDefaults, MAX_DATA_POINTS, type PanelSpec, type Query } from './panel-defaults';
import { onGraph } from './empty';
import { limitsOf, limitText, scaleOf, thresholds, topAbove } from './limits';

/** Width in pixels of a name and two numbers. */
const LEGEND_WIDTH = 396;

/**
 * The legend: one line below the graph for few names, else a table next to a graph of full width, largest first. The
 * plot keeps two thirds of the panel at 1280 pixels.
 */
function legend(place: 'below' | 'beside'): common.VizLegendOptionsBuilder {
  const options = new common.VizLegendOptionsBuilder().showLegend(true).calcs(['last', 'max']);
  return place === 'below'
    ? options.displayMode(common.LegendDisplayMode.List).placement(common.LegendPlacement.Bottom)
    : options
        .displayMode(common.LegendDisplayMode.Table)
        .placement(common.LegendPlacement.Right)
        .width(LEGEND_WIDTH)
        .sortBy('Max')
        .sortDesc(true);
}

/**
 * A logarithmic axis with fixed ends. Here Grafana ignores soft minimum and maximum, and a graph with low values would
 * lose its threshold lines. `to` is larger than any value; values below `from` are not drawn.
 */
interface Logarithmic {
  readonly from: number;
  readonly to: number;
  /** Values below `from` are drawn at it, and the legend says so. */
  readonly isClamped?: boolean;
}

/** The last value of a series that has ended. */
const ENDED: SpecialValueMap = {
  type: MappingType.SpecialValue,
  options: { match: SpecialValueMatch.NullAndNan, result: { text: '–' } },
};

/** A value that stands for all below it, and the powers of ten from there to 1, which Grafana would write as "0.100". */
function atMost(value: number): ValueMap {
  const powers = Array.from({ length: Math.round(-Math.log10(value)) }, (_, i) => String(10 ** -i));
  return {
    type: MappingType.ValueToText,
    options: { ...Object.fromEntries(powers.map((text) => [text, { text }])), [value]: { text: `≤ ${value}` } },
  };
}

/** The panel with the reason why it is empty as a graph says it. */
const graphSpec = (look: PanelSpec): PanelSpec => ({ ...look, empty: onGraph(look.empty) });

/** Minimum of the upper end of an axis that counts events: otherwise a graph of zeros would reach up to 100. */
const LEAST_COUNT = 1;

export interface TimeseriesStyle {
  /** `beside` puts the legend next to a graph of full width: for many series. */
  readonly legend?: 'below' | 'beside';
  /** Stacks the series; the top is the total. */
  readonly stacked?: boolean;
  readonly logarithmic?: Logarithmic;
  /**
   * False for a value that changes by a small part of itself: the axis then starts near the lowest value instead of
   * zero.
   */
  readonly fromZero?: boolean;
}

/**
 * Lines over time, with a dashed line at the threshold of each alert that names the panel and has its scale. Thresholds
 * of seconds and shares are always visible. A threshold of counted events may be a hundred times the usual value, so
 * that the graph would look flat: its axis follows the values, and the limits are next to it as text.
 */
export function timeseries<P extends string>(
  board: DashboardScope<P>,
  panel: NoInfer<P>,
  look: PanelSpec,
  queries: readonly Query[],
  style: TimeseriesStyle = {},
): timeseriesPanel.PanelBuilder {
  const limits = limitsOf(board.alertsOf(panel), scaleOf(look));
  const builder = applyPanelDefaults(new timeseriesPanel.PanelBuilder(), board, panel, graphSpec(look), queries)
    .legend(legend(style.legend ?? 'below'))
    .tooltip(
      new common.VizTooltipOptionsBuilder()
        .mode(common.TooltipDisplayMode.Multi)
        .sort(common.SortOrder.Descending)
        .hideZeros(true),
    )
    .lineWidth(style.stacked === true ? 1 : 2)
    .fillOpacity(style.stacked === true ? 30 : 0)
    // A single value between two gaps has no line, so it is drawn as a point.
    .showPoints(common.VisibilityMode.Auto)
    .pointSize(4)
    .colorScheme(colourBySeries())
    // Else a legend would say of a series that has ended why a whole panel is empty.
    .mappings(style.logarithmic?.isClamped === true ? [ENDED, atMost(style.logarithmic.from)] : [ENDED])
    .thresholds(thresholds(limits, 'transparent'))
    .interval(board.context.scrapeInterval)
    .maxDataPoints(MAX_DATA_POINTS[style.legend === 'beside' ? 'many' : 'few']);
  if (style.logarithmic !== undefined) useLogarithmicAxis(builder, style.logarithmic);
  else if (style.fromZero !== false) useLinearAxis(builder, look.counts === undefined ? topAbove(limits) : LEAST_COUNT);
  if (look.counts !== undefined) {
    const words = style.logarithmic === undefined ? limitText(limits) : '';
    builder.axisLabel(words === '' ? look.counts : `${look.counts} (${words})`);
  }
  if (style.stacked === true) {
    builder.stacking(new common.StackingConfigBuilder().mode(common.StackingMode.Normal).group('A'));
  }
  // A line at zero would cover values at zero.
  if (limits.some(({ value }) => value > 0)) {
    builder.thresholdsStyle(
      new common.GraphThresholdsStyleConfigBuilder().mode(common.GraphThresholdsStyleMode.Dashed),
    );
  }
  return builder;
}

function useLinearAxis(builder: timeseriesPanel.PanelBuilder, leastTop: number | undefined): void {
  builder.axisSoftMin(0);
  if (leastTop !== undefined) builder.axisSoftMax(leastTop);
}

function useLogarithmicAxis(builder: timeseriesPanel.PanelBuilder, { from, to }: Logarithmic): void {
  builder
    .min(from)
    .max(to)
    .scaleDistribution(new common.ScaleDistributionConfigBuilder().log(10).type(common.ScaleDistribution.Log));
}

/** Maximum number of cells next to each other: each reads every bucket of every route. */
const MAX_COLUMNS = 30;

/** Cumulative buckets over time; the data source sorts them by bound and subtracts neighbours. */
export function heatmap<P extends string>(
  board: DashboardScope<P>,
  panel: NoInfer<P>,
  look: PanelSpec,
  query: Query,
): heatmapPanel.PanelBuilder {
  return applyPanelDefaults(new heatmapPanel.PanelBuilder(), board, panel, graphSpec(look), [query], {
    format: PromQueryFormat.Heatmap,
  })
    .interval(board.context.scrapeInterval)
    .maxDataPoints(MAX_COLUMNS)
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
