/** The kinds of panel. */
export { applyPanelDefaults, type PanelSpec, type Query } from './panel-defaults';
export { heatmap, timeseries } from './graphs';
export { gauge, pie, stat } from './tiles';
