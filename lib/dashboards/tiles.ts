/** Panels of a single moment: numbers, gauges and shares. */
import * as common from '@grafana/grafana-foundation-sdk/common';
import {
  FieldColorBuilder,
  FieldColorModeId,
  MappingType,
  SpecialValueMatch,
  type ValueMapping,
} from '@grafana/grafana-foundation-sdk/dashboard';
import * as gaugePanel from '@grafana/grafana-foundation-sdk/gauge';
import * as piePanel from '@grafana/grafana-foundation-sdk/piechart';
import * as statPanel from '@grafana/grafana-foundation-sdk/stat';
import type { DashboardScope } from './dashboard-scope';
import { colourBySeries, applyPanelDefaults, MAX_DATA_POINTS, type PanelSpec, type Query } from './panel-defaults';
import type { Empty } from './empty';
import { scaleOf, statesOf, thresholds, type Limit } from './limits';

/** The colour of the threshold that the value has passed. */
const byValue = () => new FieldColorBuilder().mode(FieldColorModeId.Thresholds);

const reduce = (calc: 'lastNotNull' | 'sum') => new common.ReduceDataOptionsBuilder().calcs([calc]);

export interface StatStyle {
  /** Colours by value; the value is green if none applies. If left out, the thresholds of the panel's alerts. */
  readonly limits?: readonly Limit[];
  /** The colour while no limit is passed: `text` for a number that is neither good nor bad. */
  readonly calm?: 'green' | 'text';
  /**
   * A graph below the number, which then is computed from the graph's points. Without a graph, only one instant is
   * queried.
   */
  readonly trend?: 'sum';
  /** Texts shown instead of certain values. */
  readonly words?: Readonly<Record<string, { readonly text: string; readonly color: string }>>;
  /** Colours the whole tile instead of the number. */
  readonly filled?: boolean;
  /**
   * Font size of the number in pixels. Without it Grafana fills the tile, so that the shortest number of a row becomes
   * the largest.
   */
  readonly numberSize?: number;
}

/** Font size of the text above a number, in pixels. */
const TITLE_SIZE = 16;

/** The text in a tile without a value, in the colour of the reason. */
const ofNothing = ({ text, colour }: Empty): ValueMapping => ({
  type: MappingType.SpecialValue,
  options: { match: SpecialValueMatch.NullAndNan, result: { text, color: colour } },
});

/**
 * A fixed font size leaves no space for a sentence: the tile names the kind of reason, and its description explains it.
 */
function shortenEmpty(spec: PanelSpec): PanelSpec {
  const [kind = '', reason = ''] = spec.empty.text.split(': ');
  const description = `${spec.description} "${kind}": ${reason}.`;
  return { ...spec, description, empty: { ...spec.empty, text: kind } };
}

export function stat<P extends string>(
  board: DashboardScope<P>,
  panel: NoInfer<P>,
  spec: PanelSpec,
  queries: readonly Query[],
  {
    limits = statesOf(board.alertsOf(panel), scaleOf(spec)),
    calm = 'green',
    trend,
    words,
    filled = words !== undefined,
    numberSize,
  }: StatStyle = {},
): statPanel.PanelBuilder {
  const tileSpec = numberSize === undefined ? spec : shortenEmpty(spec);
  const mappings: ValueMapping[] =
    words === undefined ? [] : [{ type: MappingType.ValueToText, options: { ...words } }];
  const builder = applyPanelDefaults(new statPanel.PanelBuilder(), board, panel, tileSpec, queries, {
    instant: trend === undefined,
  })
    .reduceOptions(reduce(trend ?? 'lastNotNull'))
    .graphMode(trend === undefined ? common.BigValueGraphMode.None : common.BigValueGraphMode.Area)
    .colorMode(filled ? common.BigValueColorMode.Background : common.BigValueColorMode.Value)
    .colorScheme(byValue())
    .mappings([...mappings, ofNothing(tileSpec.empty)])
    // With the name above, the number stays at the top, and the graph has the space below.
    .textMode(
      queries.length > 1 || trend !== undefined ? common.BigValueTextMode.ValueAndName : common.BigValueTextMode.Auto,
    )
    .wideLayout(trend === undefined)
    // Without thresholds, a stat would turn red at 80.
    .thresholds(thresholds(limits, calm));
  if (numberSize !== undefined)
    builder.text(new common.VizTextDisplayOptionsBuilder().titleSize(TITLE_SIZE).valueSize(numberSize));
  return trend === undefined
    ? builder
    : builder
        .interval(board.context.scrapeInterval)
        .maxDataPoints(MAX_DATA_POINTS.few)
        // Otherwise the graph would start at its lowest value, and would be cut off if that is rounded up.
        .min(0);
}

export function gauge<P extends string>(
  board: DashboardScope<P>,
  panel: NoInfer<P>,
  look: PanelSpec,
  queries: readonly Query[],
  limits: readonly Limit[],
): gaugePanel.PanelBuilder {
  return applyPanelDefaults(new gaugePanel.PanelBuilder(), board, panel, look, queries, { instant: true })
    .reduceOptions(reduce('lastNotNull'))
    .colorScheme(byValue())
    .showThresholdMarkers(true)
    .showThresholdLabels(false)
    .min(0)
    .mappings([ofNothing(look.empty)])
    .thresholds(thresholds(limits, 'green'));
}

/** With none, a share below half a percent would be 0 %. The queries return whole numbers, which show no decimals. */
const SHARE_DECIMALS = 1;

/** Shares of a total, at the end of the time range. */
export function pie<P extends string>(
  board: DashboardScope<P>,
  panel: NoInfer<P>,
  look: PanelSpec,
  queries: readonly Query[],
): piePanel.PanelBuilder {
  return applyPanelDefaults(new piePanel.PanelBuilder(), board, panel, look, queries, { instant: true })
    .pieType(piePanel.PieChartType.Donut)
    .colorScheme(colourBySeries())
    .reduceOptions(reduce('lastNotNull'))
    .decimals(SHARE_DECIMALS)
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
