/** The kinds of panel. */
export { dress, type Look, type Query } from './dress';
export { heatmap, timeseries } from './graphs';
export { gauge, pie, stat } from './tiles';
