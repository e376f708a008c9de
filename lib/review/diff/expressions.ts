/** Compares two PromQL expressions, using Prometheus' own grammar. */
import { parser } from '@prometheus-io/lezer-promql';
import type { Part } from './change';

/** The tokens of an expression, punctuation such as brackets included. */
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

/** The tokens that differ, each pair once; undefined if the expressions have different structures. */
function replacedTokens(before: string, after: string): [string, string][] | undefined {
  const [old, now] = [tokens(before), tokens(after)];
  if (old.length !== now.length) return undefined;
  const pairs = old.map((token, i): [string, string] => [token, now[i] ?? '']).filter(([a, b]) => a !== b);
  return pairs.filter(([a, b], i) => pairs.findIndex(([c, d]) => a === c && b === d) === i);
}

/** A number, or the bound of a histogram's bucket in quotes, as in the label `le`. */
const NUMBER = /^([-\d.e+]+|"[\d.]+(\(\\*\.0\)\?| s)?")$/;
const DURATION = /^(\d+(ms|[smhdwy]))+$/;

/** Whether expressions differ only in numbers, as by a threshold; with `durations` also in those, as by `for`. */
export function sameButNumbers(before: string, after: string, durations: boolean): boolean {
  const shape = (expr: string) =>
    tokens(
      expr
        // A whole-number bound is a pattern, `le=~"1(\\.0)?"`; any other is a plain value.
        .replace(/le=~/g, 'le=')
        // The bound in the name of a series that counts slow observations, such as `_over500ms`.
        .replace(/_over\d+m?s\b/g, '_over')
        // A long number is printed as a division.
        .replace(/(?<=[(=<>]\s*|bool\s+)[\d.]+\s+\/\s+\d+\b/g, '1'),
    ).map((token) => (NUMBER.test(token) || (durations && DURATION.test(token)) ? '1' : token));
  return shape(before).join(' ') === shape(after).join(' ');
}

/** The difference between two expressions, with both next to each other. */
export function expressionPart(before = '', after = '', field = 'expression', what = 'expression'): Part[] {
  const pairs = before === after ? [] : replacedTokens(before, after);
  if (pairs?.length === 0) return [];
  const few = pairs !== undefined && pairs.length <= 2;
  const text = few
    ? `${what}: ${pairs.map(([a, b]) => `\`${b}\`, was \`${a}\``).join('; ')}`
    : `${what} is another one`;
  return [{ field, text, code: { before, after } }];
}
