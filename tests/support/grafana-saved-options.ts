/** Defaults that Grafana 12 and 13 add to a panel on saving, by its type. */

type Json = Readonly<Record<string, unknown>>;

const HIDE_FROM = { legend: false, tooltip: false, viz: false };
const TOOLTIP = { hideZeros: false, mode: 'single', sort: 'none' };
const REDUCE = { calcs: ['lastNotNull'], fields: '', values: false };
const SCALE = { type: 'linear' };
/** Options of a legend since Grafana 13. */
const LEGEND_13 = { enableFacetedFilter: false, overflow: 'ellipsis' };

export const SAVED_OPTIONS: Readonly<Record<string, Json>> = {
  timeseries: {
    fieldConfig: {
      defaults: {
        color: { mode: 'palette-classic' },
        custom: {
          axisBorderShow: false,
          axisCenteredZero: false,
          axisColorMode: 'text',
          axisLabel: '',
          axisPlacement: 'auto',
          barAlignment: 0,
          barWidthFactor: 0.6,
          drawStyle: 'line',
          fillOpacity: 0,
          gradientMode: 'none',
          hideFrom: HIDE_FROM,
          insertNulls: false,
          lineInterpolation: 'linear',
          lineStyle: { fill: 'solid' },
          lineWidth: 1,
          pointSize: 5,
          scaleDistribution: SCALE,
          showPoints: 'auto',
          showValues: false,
          spanNulls: false,
          stacking: { group: 'A', mode: 'none' },
          thresholdsStyle: { mode: 'off' },
        },
      },
    },
    options: {
      annotations: { clustering: -1, multiLane: false },
      legend: { ...LEGEND_13, calcs: [], displayMode: 'list', placement: 'bottom', showLegend: true },
      tooltip: TOOLTIP,
    },
  },
  stat: {
    fieldConfig: { defaults: { color: { mode: 'thresholds' } } },
    options: {
      colorMode: 'value',
      graphMode: 'area',
      justifyMode: 'auto',
      orientation: 'auto',
      percentChangeColorMode: 'standard',
      reduceOptions: REDUCE,
      showPercentChange: false,
      textMode: 'auto',
      wideLayout: true,
    },
  },
  gauge: {
    fieldConfig: { defaults: { color: { mode: 'thresholds' } } },
    options: {
      barShape: 'flat',
      barWidthFactor: 0.3,
      effects: { barGlow: false, centerGlow: false, gradient: true },
      endpointMarker: 'point',
      minVizHeight: 75,
      minVizWidth: 75,
      orientation: 'auto',
      reduceOptions: REDUCE,
      segmentCount: 1,
      segmentSpacing: 0.3,
      shape: 'gauge',
      showThresholdLabels: false,
      showThresholdMarkers: true,
      sizing: 'auto',
      sparkline: true,
      textMode: 'auto',
    },
  },
  piechart: {
    fieldConfig: { defaults: { color: { mode: 'palette-classic' }, custom: { hideFrom: HIDE_FROM } } },
    options: {
      displayLabels: [],
      legend: { ...LEGEND_13, calcs: [], displayMode: 'list', placement: 'bottom', showLegend: true, values: [] },
      pieType: 'pie',
      reduceOptions: REDUCE,
      sort: 'desc',
      tooltip: TOOLTIP,
    },
  },
  heatmap: {
    fieldConfig: { defaults: { custom: { hideFrom: HIDE_FROM, scaleDistribution: SCALE } } },
    options: {
      calculate: false,
      calculation: {},
      cellGap: 1,
      cellValues: {},
      color: {
        exponent: 0.5,
        fill: 'dark-orange',
        mode: 'scheme',
        reverse: false,
        scale: 'exponential',
        scheme: 'Oranges',
        steps: 64,
      },
      exemplars: { color: 'rgba(255,0,255,0.7)' },
      filterValues: { le: 1e-9 },
      legend: { show: true },
      rowsFrame: { layout: 'auto' },
      showValue: 'auto',
      tooltip: { mode: 'single', showColorScale: false, yHistogram: false },
      yAxis: { axisPlacement: 'left', reverse: false },
    },
  },
  table: {
    fieldConfig: {
      defaults: {
        color: { mode: 'thresholds' },
        custom: {
          align: 'auto',
          cellOptions: { type: 'auto' },
          footer: { reducers: [] },
          inspect: false,
          filterable: false,
        },
      },
    },
    options: { cellHeight: 'sm', enablePagination: false, showHeader: true, sortBy: [] },
  },
  alertlist: {
    options: {
      alertName: '',
      dashboardAlerts: false,
      dashboardTitle: '',
      datasource: null,
      folder: null,
      groupBy: [],
      showInactiveAlerts: false,
      viewMode: 'list',
    },
  },
};
