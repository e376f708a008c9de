/** What an alert's expression measures, in a form that is equal for two expressions of one quantity. */
import { printPromql, TARGET_LABELS, type LabelMatcher, type PromqlNode, type SelectorNode } from '../../promql';
import { canonicalDuration, isDuration, seconds } from '../../units';

type BinaryNode = Extract<PromqlNode, { kind: 'binary' }>;

/** The series of one metric, with the matchers on its own labels. */
export interface Reading {
  readonly series: string;
  readonly matchers: readonly LabelMatcher[];
}
export interface Quantity {
  readonly kind: 'rate' | 'share' | 'percentile' | 'value';
  /** One reading; for a share, its part and its total. */
  readonly readings: readonly Reading[];
  /** The range of the rate or aggregation over time; undefined for a current value. */
  readonly window?: string | undefined;
  readonly quantile?: number | undefined;
  /** The outermost aggregation, and the labels that it keeps; undefined if each series counts by itself. */
  readonly aggregator?: string | undefined;
  readonly by?: readonly string[] | undefined;
  /** The compared number divided by the rate, share, seconds or value: 300 for the events of 5 minutes. */
  readonly factor: number;
}
export interface Condition {
  readonly quantity: Quantity;
  readonly test: '>' | '<' | '==';
  /** In events a second, as a share, in seconds, or in the unit of the metric. */
  readonly bound: number;
  /** A further condition, `and ...`. */
  readonly also?: string;
}

/** Turns `status=~"^5[0-9]{2}$"` into `status=~"5.."`, and "5.*" too, as a status has three digits. */
function normalize({ label, op, value }: LabelMatcher): LabelMatcher {
  if (!op.includes('~')) return { label, op, value };
  const pattern = value
    .replace(/^\^|\$$/g, '')
    .replace(/\\d|\[0-9\]/g, '.')
    .replace(/\.\{2\}/, '..')
    .replace(/^(\d)\.[*+]$/, '$1..');
  return { label, op, value: pattern };
}

/** Without the labels of targets, which differ between stacks; `up` has only those. */
const readingOf = ({ metric, matchers }: SelectorNode): Reading => ({
  series: metric,
  matchers: matchers
    .filter(({ label }) => metric === 'up' || !(TARGET_LABELS as readonly string[]).includes(label))
    .map(normalize),
});

function ofSelector(node: PromqlNode | undefined, call?: string): Quantity | undefined {
  if (node?.kind !== 'selector' || node.offset !== undefined || node.at !== undefined) return undefined;
  const readings = [readingOf(node)];
  if (call === undefined) return { kind: 'value', readings, factor: 1 };
  const { range = '' } = node;
  if (!isDuration(range)) return undefined;
  if (call === 'last_over_time') return { kind: 'value', readings, factor: 1 };
  const window = canonicalDuration(range);
  return { kind: 'rate', readings, window, factor: call === 'increase' ? seconds(window) : 1 };
}

const times = (quantity: Quantity | undefined, factor: number): Quantity | undefined =>
  quantity && { ...quantity, factor: quantity.factor * factor };

function ofBinary({ operator, left, right }: BinaryNode): Quantity | undefined {
  if (operator === '*' && left.kind === 'number') return times(quantityOf(right), left.value);
  if (operator === '*' && right.kind === 'number') return times(quantityOf(left), right.value);
  if (operator === '/' && right.kind === 'number') return times(quantityOf(left), 1 / right.value);
  // The right side of these operators only filters the value or fills a gap in it.
  if (!['+', '-', '*', '/', '%'].includes(operator)) return quantityOf(left);
  const [part, total] = [quantityOf(left), quantityOf(right)];
  if (operator !== '/' || part?.kind !== 'rate' || total?.kind !== 'rate') return undefined;
  const { window, aggregator, by } = part;
  const readings = [...part.readings, ...total.readings];
  return { kind: 'share', readings, window, aggregator, by, factor: part.factor / total.factor };
}

/** What an expression measures; undefined if it is not one of these quantities. */
export function quantityOf(node: PromqlNode): Quantity | undefined {
  switch (node.kind) {
    case 'selector':
      return node.range === undefined ? ofSelector(node) : undefined;
    case 'binary':
      return ofBinary(node);
    case 'aggregation': {
      const of = node.without === undefined && node.parameter === undefined ? quantityOf(node.of) : undefined;
      return of && { ...of, aggregator: node.operator, by: node.by };
    }
    case 'call': {
      const [first, second] = node.args;
      if (['rate', 'increase', 'last_over_time'].includes(node.name)) return ofSelector(first, node.name);
      if (node.name !== 'histogram_quantile' || first?.kind !== 'number' || second === undefined) return undefined;
      const of = quantityOf(second);
      return of && { ...of, kind: 'percentile', quantile: first.value, by: of.by?.filter((label) => label !== 'le') };
    }
    case 'number':
    case 'string':
    case 'variable':
    case 'subquery':
      return undefined;
  }
}

const TESTS: Readonly<Record<string, Condition['test']>> = { '>': '>', '>=': '>', '<': '<', '<=': '<', '==': '==' };
const MIRRORED: Readonly<Record<string, string>> = { '>': '<', '>=': '<=', '<': '>', '<=': '>=', '==': '==' };

/** An expression as one comparison with a number; undefined if it has another form. */
export function conditionOf(node: PromqlNode): Condition | undefined {
  if (node.kind !== 'binary') return undefined;
  const { operator, left, right, bool } = node;
  if (operator === 'and') {
    const condition = conditionOf(left);
    return condition && { ...condition, also: `and ${printPromql(right)}` };
  }
  if (bool === true) return undefined;
  if (left.kind === 'number')
    return right.kind === 'number' ? undefined : compare(right, MIRRORED[operator], left.value);
  return right.kind === 'number' ? compare(left, operator, right.value) : undefined;
}

export function compare(value: PromqlNode, operator = '', number: number): Condition | undefined {
  const test = TESTS[operator];
  const quantity = quantityOf(value);
  if (test === undefined || quantity === undefined) return undefined;
  return { quantity, test, bound: Number((number / quantity.factor).toPrecision(6)) };
}
