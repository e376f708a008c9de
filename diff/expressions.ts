/** Two PromQL expressions held against each other, by Prometheus' own grammar. */
import { parser } from '@prometheus-io/lezer-promql';
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

const UNLESS = ' unless on (environment) ';

/** `expr`, on one line, without the last condition that empties it, which is where a query says what keeps its alert silent. */
export function withoutLastUnless(expr: string): string {
  for (let at = expr.lastIndexOf(UNLESS); at >= 0; at = expr.lastIndexOf(UNLESS, at - 1)) {
    const rest = expr.slice(at).replace(/"(\\.|[^"\\])*"/g, '');
    if (rest.split('(').length === rest.split(')').length) return expr.slice(0, at);
    if (at === 0) break;
  }
  return expr;
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
