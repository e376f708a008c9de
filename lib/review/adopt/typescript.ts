/** Translates PromQL to calls of lib/promql, for a panel of a dashboard. */
import type { Catalogue } from '../../alerting/catalogue';
import type { Metric } from '../../contract/metric';
import { contractMetric } from '../../contract/contract-series';
import { printPromql, TARGET_LABELS, type LabelMatcher, type PromqlNode } from '../../promql';
import { isDuration } from '../../units';

type Node<K extends PromqlNode['kind']> = Extract<PromqlNode, { kind: K }>;

/** lib/promql has no equivalent; the message is the reason. */
class Untranslatable extends Error {}
const refuse = (node: PromqlNode): never => {
  throw new Untranslatable(`no function of lib/promql says ${printPromql(node).replace(/\s+/g, ' ')}`);
};

export const quote = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`;
const OPERATORS = { '=': undefined, '!=': 'not', '=~': 'matches', '!~': 'notMatches' } as const;

/** `{ status: { matches: '5..' } }` */
export const matchersText = (matchers: readonly LabelMatcher[]): string =>
  `{ ${matchers
    .map(({ label, op, value }) => {
      const key = OPERATORS[op];
      return `${label}: ${key === undefined ? quote(value) : `{ ${key}: ${quote(value)} }`}`;
    })
    .join(', ')} }`.replace('{  }', '{}');

/** The stack selects its targets itself, and dashboard variables of the original do not exist here. */
const isOwn = ({ label, value }: LabelMatcher): boolean =>
  !(TARGET_LABELS as readonly string[]).includes(label) && !/\$|\[\[/.test(value);

function selectorText(node: Node<'selector'>, { contract }: Catalogue, types: readonly Metric['type'][]): string {
  const metric = contractMetric(contract, node.metric);
  if (metric === undefined) throw new Untranslatable(`${node.metric} is not of the contract, and written by hand`);
  if (!types.includes(metric.type) || node.offset !== undefined || node.at !== undefined) return refuse(node);
  const matchers = node.matchers.filter(isOwn);
  // Matchers become the keys of an object, so a label can occur only once.
  if (new Set(matchers.map(({ label }) => label)).size < matchers.length) return refuse(node);
  const where = matchers.length === 0 ? '' : `, ${matchersText(matchers)}`;
  const part = metric.type === 'histogram' ? `.${node.metric.slice(metric.name.length + 1)}` : '';
  return `board.platform.${metric.type}(contract.${metric.name}${where})${part}`;
}

const labelsText = (labels: readonly string[]): string => labels.map((label) => `, ${quote(label)}`).join('');

function callText(node: Node<'call'>, catalogue: Catalogue): string {
  const [first, second] = node.args;
  if (['rate', 'increase', 'irate'].includes(node.name) && first?.kind === 'selector') {
    const { range = '' } = first;
    if (!isDuration(range)) return refuse(node);
    // irate() uses only two samples, and the lint forbids it.
    const name = node.name === 'irate' ? 'rate' : node.name;
    return `${name}(${selectorText(first, catalogue, ['counter', 'histogram'])}, ${quote(range)})`;
  }
  if (node.name === 'histogram_quantile' && first?.kind === 'number' && second !== undefined)
    return `histogramQuantile(${first.value}, ${textOf(second, catalogue)})`;
  const names: Readonly<Record<string, string>> = { clamp_max: 'clampMax', clamp_min: 'clampMin' };
  const name = names[node.name];
  if (name === undefined || first === undefined || second?.kind !== 'number') return refuse(node);
  return `${name}(${textOf(first, catalogue)}, ${second.value})`;
}

function aggregationText(node: Node<'aggregation'>, catalogue: Catalogue): string {
  const { operator, parameter, of, by } = node;
  if (node.without !== undefined) return refuse(node);
  if (['topk', 'bottomk'].includes(operator))
    return parameter?.kind === 'number' && by.length === 0
      ? `${operator}(${parameter.value}, ${textOf(of, catalogue)})`
      : refuse(node);
  return ['sum', 'min', 'max', 'count'].includes(operator) && parameter === undefined
    ? `${operator}(${textOf(of, catalogue)}${labelsText(by)})`
    : refuse(node);
}

const ARITHMETIC: Readonly<Record<string, string>> = { '+': 'plus', '-': 'minus', '*': 'times', '/': 'dividedBy' };

function binaryText(node: Node<'binary'>, catalogue: Catalogue): string {
  const { operator, left, right, matching, bool } = node;
  const name = ARITHMETIC[operator];
  if (matching !== undefined || bool === true) return refuse(node);
  const amount = (side: PromqlNode) => (side.kind === 'number' ? String(side.value) : textOf(side, catalogue));
  if (name !== undefined && left.kind === 'number' && ['+', '*'].includes(operator))
    return `${textOf(right, catalogue)}.${name}(${left.value})`;
  if (left.kind === 'number') return refuse(node);
  if (name !== undefined) return `${textOf(left, catalogue)}.${name}(${amount(right)})`;
  return ['>', '<', '>=', '<=', '==', '!='].includes(operator)
    ? `${textOf(left, catalogue)}.compare(${quote(operator)}, ${amount(right)})`
    : refuse(node);
}

function textOf(node: PromqlNode, catalogue: Catalogue): string {
  switch (node.kind) {
    case 'selector':
      return node.range === undefined ? selectorText(node, catalogue, ['gauge']) : refuse(node);
    case 'call':
      return callText(node, catalogue);
    case 'aggregation':
      return aggregationText(node, catalogue);
    case 'binary':
      return binaryText(node, catalogue);
    case 'number':
    case 'string':
    case 'variable':
    case 'subquery':
      return refuse(node);
  }
}

export function typescriptOf(node: PromqlNode, catalogue: Catalogue): string | { readonly reason: string } {
  try {
    return textOf(node, catalogue);
  } catch (error) {
    if (error instanceof Untranslatable) return { reason: error.message };
    throw error;
  }
}
