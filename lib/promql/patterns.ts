/** Matchers on one of several values. */
import type { Matcher } from './vector';

/** A pattern that matches exactly these texts; Prometheus anchors it. */
export const patternOf = (texts: readonly string[]): string =>
  texts.map((text) => text.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&')).join('|');

export function oneOf(values: readonly string[]): Matcher {
  const [only, ...more] = values;
  return only !== undefined && more.length === 0 ? only : { matches: patternOf(values) };
}
export function noneOf(values: readonly string[]): Matcher {
  const [only, ...more] = values;
  return only !== undefined && more.length === 0 ? { not: only } : { notMatches: patternOf(values) };
}
