/** Two PromQL expressions held against each other, by Prometheus' own grammar. */
import { parser } from '@prometheus-io/lezer-promql';
import { printPromql, selectionsOf, type PromqlNode, type Selection } from '../../promql';
import { parsePromql, PromqlSyntaxError } from '../../promql/parse';
import type { Part } from './change';

/** The words of an expression; what stands between two of them, such as a bracket, is a word too. */
export function tokens(expr: string): string[] {
  const found: string[] = [];
  let at = 0;
  const upTo = (end: number) => {
    const between = expr.slice(at, end).replace(/\s+/g, '');
    if (between !== '') found.push(between);
  };
  parser
    .parse(expr)
    .cursor()
    .iterate((node) => {
      if (node.node.firstChild !== null || node.from < at) return;
      upTo(node.from);
      found.push(expr.slice(node.from, node.to));
      at = node.to;
    });
  upTo(expr.length);
  return found;
}

/** An expression in lines as it stands on one, so that texts can be compared however they are broken. */
export const joinLines = (expr: string): string =>
  expr
    .trim()
    .replace(/\(\n\s*/g, '(')
    .replace(/\n\s*\)/g, ')')
    .replace(/\n\s*/g, ' ');

/** The words that are others, each pair once; undefined where the expressions are built differently. */
export function replacedTokens(before: string, after: string): [string, string][] | undefined {
  const [old, now] = [tokens(before), tokens(after)];
  if (old.length !== now.length) return undefined;
  const pairs = old.map((token, i): [string, string] => [token, now[i] ?? '']).filter(([a, b]) => a !== b);
  return pairs.filter(([a, b], i) => pairs.findIndex(([c, d]) => a === c && b === d) === i);
}

const NUMBER = /^[-\d.e+]+$/;
const DURATION = /^(\d+(ms|[smhdwy]))+$/;
/** The bound of a histogram's bucket, in quotes as the label `le` is written. */
const BOUND = /^"[\d.]+(\(\\*\.0\)\?| s)?"$/;
/** The bound in the name of a series that counts what is slower, such as `_over500ms`. */
const BOUND_IN_NAME = /_over\d+m?s\b/g;

/**
 * Whether the expressions differ in numbers alone, as those of one alert with two thresholds do; `durations`: or in
 * durations, as those of one alert that waits longer may.
 */
export function sameButNumbers(before: string, after: string, durations: boolean): boolean {
  // A whole bound is written as a pattern, `le=~"1(\\.0)?"`, any other as it is; a long number as a division, `0.7 / 60`.
  const flat = (expr: string) =>
    expr
      .replace(/le=~/g, 'le=')
      .replace(BOUND_IN_NAME, '_over')
      .replace(/(?<=[(=<>]\s*|bool\s+)([\d.]+)\s+\/\s+(\d+)\b/g, (_all, a: string, b: string) =>
        String(Number(a) / Number(b)),
      );
  const pairs = replacedTokens(flat(before), flat(after));
  return (
    pairs !== undefined &&
    pairs.every((pair) =>
      [NUMBER, BOUND, ...(durations ? [DURATION] : [])].some((kind) => pair.every((token) => kind.test(token))),
    )
  );
}

const trees = new Map<string, PromqlNode | undefined>();
/** An expression of any revision as a tree, parsed once; undefined where it does not parse. */
function treeOf(expr: string): PromqlNode | undefined {
  if (!trees.has(expr)) trees.set(expr, parseAny(expr));
  return trees.get(expr);
}
function parseAny(expr: string): PromqlNode | undefined {
  try {
    return parsePromql(expr);
  } catch (error) {
    if (error instanceof PromqlSyntaxError) return undefined;
    throw error;
  }
}

/** What an expression selects. */
export function selectionsIn(expr: string): Selection[] {
  const tree = treeOf(expr);
  return tree === undefined ? [] : selectionsOf(tree);
}

/** `expr` without the last condition that empties it, which is where a query says what inhibits its alert. */
export function withoutLastUnless(expr: string): string {
  const tree = treeOf(expr);
  return tree?.kind === 'binary' && tree.operator === 'unless' && tree.matching?.by === 'on'
    ? printPromql(tree.left)
    : expr;
}

/** What is different about an expression, with both side by side. */
export function expressionPart(before: string, after: string, field = 'expression', what = 'expression'): Part[] {
  if (before === after) return [];
  const pairs = replacedTokens(before, after);
  if (pairs?.length === 0) return [];
  const few = pairs !== undefined && pairs.length <= 2;
  const text = few
    ? `${what}: ${pairs.map(([a, b]) => `\`${b}\`, was \`${a}\``).join('; ')}`
    : `${what} is another one`;
  return [{ field, text, code: { before, after } }];
}
