/** Numbers, durations and strings as Prometheus prints them. */
import type { BinaryNode, NumberNode } from './tree';

const UNITS = [
  ['y', 365 * 86_400_000, 'whole'],
  ['w', 7 * 86_400_000, 'whole'],
  ['d', 86_400_000, 'part'],
  ['h', 3_600_000, 'part'],
  ['m', 60_000, 'part'],
  ['s', 1000, 'part'],
  ['ms', 1, 'part'],
] as const;

/**
 * A duration as Prometheus prints it: `167h` as `6d23h`, `7d` as `1w`. Years and weeks are used only without remainder,
 * as 90d is easier to read than 12w6d. Grafana's variables, such as `$__range`, stay unchanged.
 */
export function durationText(text: string): string {
  if (!/^(\d+(ms|[smhdwy]))+$/.test(text)) return text;
  const parts = [...text.matchAll(/(\d+)(ms|[smhdwy])/g)];
  let left = parts.reduce(
    (sum, [, count, unit]) => sum + Number(count) * (UNITS.find(([u]) => u === unit)?.[1] ?? 0),
    0,
  );
  if (left === 0) return '0s';
  let printed = '';
  for (const [unit, length, use] of UNITS) {
    if (left < length || (use === 'whole' && left % length !== 0)) continue;
    printed += `${Math.floor(left / length)}${unit}`;
    left %= length;
  }
  return printed;
}

/** A number without an exponent: `1e-7` as `0.0000001`. */
export function numberText(value: number): string {
  if (value === Infinity) return '+Inf';
  const text = String(value);
  const [, sign = '', integer = '', fraction = '', exponent] = /^(-?)(\d+)(?:\.(\d+))?e([+-]\d+)$/.exec(text) ?? [];
  if (exponent === undefined) return text.replace('Infinity', 'Inf');
  const digits = integer + fraction;
  const point = integer.length + Number(exponent);
  return point <= 0 ? `${sign}0.${'0'.repeat(-point)}${digits}` : `${sign}${digits.padEnd(point, '0')}`;
}

/** Divisors of rates: a minute, the windows of alerts, an hour and a day, in seconds. */
const DIVISORS = [60, 300, 600, 900, 3600, 86_400];
/** The number of digits up to which a number is printed unchanged. */
const DIGITS = 6;

/** A number as a person would write it: 0.011666666666666667 as `0.7 / 60`, if both are exactly equal. */
export function numberNode(value: number): NumberNode | BinaryNode {
  const literal = (number: number): NumberNode => ({ kind: 'number', value: number });
  const rounded = (number: number) => Number(number.toPrecision(DIGITS));
  if (rounded(value) === value) return literal(value);
  const divisor = DIVISORS.find((seconds) => rounded(value * seconds) / seconds === value);
  return divisor === undefined
    ? literal(value)
    : { kind: 'binary', operator: '/', left: literal(rounded(value * divisor)), right: literal(divisor) };
}
