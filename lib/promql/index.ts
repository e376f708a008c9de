/** PromQL as typed values: the series that exist, and the operations on them. */
export * from './functions';
export { TARGET_LABELS, type TargetLabel } from '../contract/target-labels';
export { bucketOf, foreign, foreignCounter, Platform, recordedSeries } from './platform';
export { mapChildren, type LabelMatcher, type PromqlNode, type SelectorNode } from './tree';
export { narrowSelectors } from './narrow';
export { noneOf, oneOf, patternOf } from './patterns';
export { printPromql } from './print';
export { groupingsOf, metricsOf, nodesOf, selectionsOf, type Grouping, type Selection } from './walk';
export { renderSelector, Vector } from './vector';
export type { Counter, Gauge, Histogram, Matcher, Matchers, Window } from './vector';
