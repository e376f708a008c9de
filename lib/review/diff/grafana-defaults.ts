/**
 * Defaults that Grafana 9 to 13 add to a dashboard when they save and export it, except values that turn an option off:
 * see `isOff` in export.ts. The defaults of a list apply to each of its elements.
 */
import type { Json } from '../../json-values';

/** Keys that the server writes for its own use, or that store what the viewer last selected. */
export const SERVER_KEYS: Readonly<Record<'dashboard' | 'panel' | 'variable', readonly string[]>> = {
  dashboard: [
    ...['id', 'uid', 'version', 'iteration', 'gnetId', 'schemaVersion', 'editable', 'style'],
    ...['__inputs', '__elements', '__requires', 'meta', 'scopeMeta'],
  ],
  panel: ['pluginVersion', 'libraryPanel', 'scopedVars'],
  variable: ['current', 'definition', 'options', 'queryValue', 'auto', 'auto_count', 'auto_min'],
};

const LINK: Json = { type: 'link' };

export const DASHBOARD: Json = {
  fiscalYearStartMonth: 0,
  graphTooltip: 0,
  time: { from: 'now-6h', to: 'now' },
  timezone: 'browser',
  links: LINK,
  annotations: { builtIn: 0, enable: true },
  templating: { allowCustomValue: true, hide: 0, refresh: 1, sort: 0 },
};

export const PANEL: Json = {
  fieldConfig: { defaults: { thresholds: { mode: 'absolute' } } },
  links: LINK,
  repeatDirection: 'h',
  targets: {
    editorMode: 'code',
    format: 'time_series',
    includeNullMetadata: true,
    intervalFactor: 1,
    legendFormat: '__auto',
    range: true,
  },
};

const colour = (mode: 'palette-classic' | 'thresholds', custom: Json = {}) => ({
  fieldConfig: { defaults: { color: { mode }, custom } },
});
const LEGEND = { displayMode: 'list', overflow: 'ellipsis', placement: 'bottom', showLegend: true };
const TOOLTIP = { mode: 'single' };
const REDUCE = { calcs: ['lastNotNull'] };
const SCALE = { type: 'linear' };

/** By the type of panel. */
export const OPTIONS: Readonly<Record<string, Json>> = {
  timeseries: {
    ...colour('palette-classic', {
      axisColorMode: 'text',
      barAlignment: 0,
      barWidthFactor: 0.6,
      drawStyle: 'line',
      fillOpacity: 0,
      lineInterpolation: 'linear',
      lineStyle: { fill: 'solid' },
      lineWidth: 1,
      pointSize: 5,
      scaleDistribution: SCALE,
      stacking: { group: 'A' },
    }),
    options: { annotations: { clustering: -1 }, legend: LEGEND, tooltip: TOOLTIP },
  },
  stat: {
    ...colour('thresholds'),
    options: {
      colorMode: 'value',
      graphMode: 'area',
      percentChangeColorMode: 'standard',
      reduceOptions: REDUCE,
      wideLayout: true,
    },
  },
  gauge: {
    ...colour('thresholds'),
    options: {
      barShape: 'flat',
      barWidthFactor: 0.3,
      effects: { gradient: true },
      endpointMarker: 'point',
      minVizHeight: 75,
      minVizWidth: 75,
      reduceOptions: REDUCE,
      segmentCount: 1,
      segmentSpacing: 0.3,
      shape: 'gauge',
      showThresholdMarkers: true,
      sparkline: true,
    },
  },
  piechart: {
    ...colour('palette-classic'),
    options: { legend: LEGEND, pieType: 'pie', reduceOptions: REDUCE, sort: 'desc', tooltip: TOOLTIP },
  },
  heatmap: {
    fieldConfig: { defaults: { custom: { scaleDistribution: SCALE } } },
    options: {
      cellGap: 1,
      color: { exponent: 0.5, fill: 'dark-orange', mode: 'scheme', scale: 'exponential', scheme: 'Oranges', steps: 64 },
      exemplars: { color: 'rgba(255,0,255,0.7)' },
      filterValues: { le: 1e-9 },
      legend: { show: true },
      tooltip: TOOLTIP,
    },
  },
  table: { ...colour('thresholds'), options: { cellHeight: 'sm', showHeader: true } },
  alertlist: { options: { viewMode: 'list' } },
};
