/** The condition of each alert of the catalogue, and how a hand-written alert differs from it. */
import type { Catalogue } from '../../alerting/catalogue';
import { Platform } from '../../promql';
import { compare, type Condition } from './condition';

export type CatalogueAlert = ReturnType<typeof catalogueAlerts>[number];

/** Every alert whose expression does not depend on what a stack records; those of SLOs have no threshold. */
export function catalogueAlerts({ alerts, exporters }: Catalogue) {
  const server = {
    evaluatesRules: false,
    sharedPrometheus: false,
    market: { environment: '', sessions: [] },
    exporters: Object.keys(exporters),
    scrapeInterval: '15s',
  } as const;
  return Object.entries(alerts).flatMap(([name, definition]) => {
    const { threshold, exactNumbers, for: duration, minimumRate = 0 } = definition;
    if (definition.needsRecording || definition.slo !== undefined) return [];
    // For a threshold between two buckets the alert compares a percentile, as people write it; at a bucket's bound it
    // compares a share.
    const [first = 0, second = 0] = exactNumbers ?? [];
    const number = exactNumbers === undefined ? threshold.value : (first + second) / 2;
    const numbers = { threshold: number, for: duration, minimumRate };
    const { value, test, bound, together } = definition.measure(new Platform({}), numbers, server);
    const condition = compare(value.node, test, bound);
    if (condition === undefined) return [];
    const usual = exactNumbers === undefined ? condition.bound : threshold.value;
    // The total over all culprits is compared too where the alert looks at them together.
    return [{ name, definition, condition: { ...condition, bound: usual }, hasTotal: together !== undefined }];
  });
}

const listText = (labels: readonly string[]): string => (labels.length === 0 ? 'all' : labels.join(', '));

const selectionText = ({ quantity: { readings } }: Condition): string =>
  readings
    .map(({ matchers }) => listText(matchers.map(({ label, op, value }) => `${label}${op}"${value}"`).sort()))
    .join(' of ');

/** The series that it reads. */
export const seriesOf = ({ quantity: { readings } }: Condition): string =>
  [...new Set(readings.map(({ series }) => series))].join(' and ');

/** What the grouping of an aggregation leaves to compare, in words. */
const groupingText = (labels: readonly string[] | undefined): string =>
  labels === undefined ? 'each series by itself' : labels.length === 0 ? 'the total' : `each ${labels.join(' and ')}`;

/** Whether both compare a rate, a share, seconds or the value of one metric, in the same direction. */
export const isAlike = (rule: Condition, { condition, definition: { threshold } }: CatalogueAlert): boolean =>
  rule.quantity.kind === condition.quantity.kind &&
  rule.test === condition.test &&
  (rule.quantity.kind !== 'value' || seriesOf(rule) === seriesOf(condition)) &&
  (threshold.kind !== 'fixed' || rule.bound === condition.bound);

/** The differences of two alike conditions, and where the catalogue's is only more detailed. */
export function compareConditions(rule: Condition, { condition, hasTotal }: CatalogueAlert) {
  const [yours, ours] = [rule.quantity, condition.quantity];
  const together = hasTotal && yours.by?.length === 0;
  const facts = [
    ['reads', seriesOf(condition), seriesOf(rule)],
    ['selects', selectionText(condition), selectionText(rule)],
    ['looks back', ours.window, yours.window],
    ['takes the quantile', ours.quantile, yours.quantile],
  ];
  const differences = [
    ...facts.flatMap(([verb, here, there]) => (here === there ? [] : `${verb} ${here}, not ${there}`)),
    ...(yours.aggregator === undefined || yours.aggregator === ours.aggregator
      ? []
      : [`takes the ${ours.aggregator ?? 'value'}, not the ${yours.aggregator}`]),
    ...(rule.also === undefined
      ? []
      : [`does not ask for \`${rule.also}\`, but for a least volume where it takes a share`]),
  ];
  const isEqual = groupingText(yours.by) === groupingText(ours.by) || together;
  return { differences, finer: isEqual ? [] : [`compares ${groupingText(ours.by)}, not ${groupingText(yours.by)}`] };
}
