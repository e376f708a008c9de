/**
 * PromQL as typed values. The type {@link Vector} contains the labels of its series, so that grouping by a label that
 * does not exist, the rate of a gauge, or a metric outside the contract does not compile. Its value is a tree.
 */
import type { Duration } from '../units';
import { numberNode } from './literals';
import { printLines, printPromql } from './print';
import type { BinaryNode, BinaryOperator, Comparison, LabelMatcher, Matching, PromqlNode, SelectorNode } from './tree';

/**
 * A range in a selector. The `$__` ones exist only in dashboards; `$__range` is the time range that the viewer
 * selected.
 */
export type Window = Duration | '$__rate_interval' | '$__range';

declare const labelsOf: unique symbol;

const matchOn = (labels: readonly string[], groupLeft?: readonly string[]): Matching => ({
  by: 'on',
  labels,
  groupLeft,
});
const ignoring = (label: string): Matching => ({ by: 'ignoring', labels: [label] });

/** An instant vector whose series carry at most the labels `L` (a scalar counts as one without labels). */
export abstract class Vector<out L extends string = string> {
  declare readonly [labelsOf]: L;

  constructor(readonly node: PromqlNode) {}

  /** The expression on one line. */
  toString(): string {
    return printPromql(this.node);
  }

  /** The expression in the form that is deployed: in lines of at most about 100 characters. */
  toLines(): string {
    return printLines(this.node);
  }

  private with<R extends string>(
    operator: BinaryOperator,
    right: Vector | number,
    modifier: Pick<BinaryNode, 'bool' | 'matching'> = {},
  ): Vector<R> {
    const operand: PromqlNode = typeof right === 'number' ? numberNode(right) : right.node;
    return new Expression<R>({ kind: 'binary', operator, ...modifier, left: this.node, right: operand });
  }

  private relabelled<R extends string>(name: string, ...texts: readonly string[]): Vector<R> {
    const args = texts.map((value): PromqlNode => ({ kind: 'string', value }));
    return new Expression<R>({ kind: 'call', name, args: [this.node, ...args] });
  }

  plus(other: Vector<L> | number): Vector<L> {
    return this.with('+', other);
  }
  minus(other: Vector<L> | number): Vector<L> {
    return this.with('-', other);
  }
  times(other: Vector<L> | number): Vector<L> {
    return this.with('*', other);
  }
  /** The remainder of a division. */
  modulo(divisor: number): Vector<L> {
    return this.with('%', divisor);
  }
  dividedBy(other: Vector<L> | number): Vector<L> {
    return this.with('/', other);
  }
  /** Subtracts the series of `other` that has the same `labels`. */
  minusOn<K extends L>(labels: readonly K[], other: Vector<K>): Vector<K> {
    return this.with('-', other, { matching: matchOn(labels) });
  }
  /** Keeps the series for whose value the comparison is true. */
  compare(op: Comparison, bound: number | Vector<L>): Vector<L> {
    return this.with(op, bound);
  }
  /** 1 if the comparison is true, else 0. */
  is(op: Comparison, bound: number): Vector<L> {
    return this.with(op, bound, { bool: true });
  }
  or<R extends string>(other: Vector<R>): Vector<L | R> {
    return this.with('or', other);
  }
  and(other: Vector<L>): Vector<L> {
    return this.with('and', other);
  }
  /** Keeps all series while `other` has any series, whatever its labels. */
  andAny(other: Vector): Vector<L> {
    return this.with('and', other, { matching: matchOn([]) });
  }
  /** Keeps the series that `other` has too, ignoring the value of `label`. */
  andIgnoring<K extends string>(label: K, other: Vector<L | K>): Vector<L> {
    return this.with('and', other, { matching: ignoring(label) });
  }
  /** Adds the labels `more` of the series in `info` that has the same `labels`; the values of `info` are 1. */
  joined<R extends string, M extends R>(
    info: Vector<R>,
    labels: readonly (L & R)[],
    more: readonly M[],
  ): Vector<L | M> {
    return this.with('*', info, { matching: matchOn(labels, more) });
  }
  /** Adds a label whose value is the concatenation of the labels `from`. */
  labelJoined<K extends string>(label: K, from: readonly string[]): Vector<L | K> {
    return this.relabelled('label_join', label, ' ', ...from);
  }
  /** Adds a label, or changes its value. */
  labelled<K extends string>(label: K, value: string): Vector<L | K> {
    return this.relabelled('label_replace', label, value, '', '');
  }
  /** Adds a label with the value of another one. */
  labelCopied<K extends string>(label: K, from: L): Vector<L | K> {
    return this.relabelled('label_replace', label, '$1', from, '(.+)');
  }
  /** Replaces a label's value by the first group of a pattern, if it matches. */
  shortened<K extends L>(label: K, pattern: string): Vector<L> {
    return this.relabelled('label_replace', label, '$1', label, pattern);
  }
  unless(other: Vector<L>): Vector<L> {
    return this.with('unless', other);
  }
  /** Keeps the series for which `other` has one with the same values of the `labels`. */
  andOn<K extends L>(labels: readonly K[], other: Vector): Vector<L> {
    return this.with('and', other, { matching: matchOn(labels) });
  }
  /** Drops the series for which `other` has one with the same values of the `labels`. */
  unlessOn<K extends L>(labels: readonly K[], other: Vector): Vector<L> {
    return this.with('unless', other, { matching: matchOn(labels) });
  }
  /** Drops the series that `other` has too, ignoring the value of `label`. */
  unlessIgnoring<K extends string>(label: K, other: Vector<L | K>): Vector<L> {
    return this.with('unless', other, { matching: ignoring(label) });
  }
  /** Drops all series while `other` has any series, whatever its labels. */
  unlessAny(other: Vector): Vector<L> {
    return this.with('unless', other, { matching: matchOn([]) });
  }
  /** This, or 0 if there is no such series: for counters, absence means no events. */
  orZero(this: Vector<never>): Vector<never> {
    return this.or(new Expression<never>({ kind: 'call', name: 'vector', args: [{ kind: 'number', value: 0 }] }));
  }
}

/** A vector made in this module. Code outside can get one only from a typed function. */
export class Expression<out L extends string = string> extends Vector<L> {}

/** How a matcher restricts a label: a plain string means equality; a pattern is anchored, as in Prometheus. */
export type Matcher =
  string | { readonly matches: string } | { readonly not: string } | { readonly notMatches: string };
export type Matchers<L extends string = string> = { readonly [K in L]?: Matcher | undefined };

export function labelMatcher(label: string, matcher: Matcher): LabelMatcher {
  if (typeof matcher === 'string') return { label, op: '=', value: matcher };
  if ('matches' in matcher) return { label, op: '=~', value: matcher.matches };
  if ('not' in matcher) return { label, op: '!=', value: matcher.not };
  return { label, op: '!~', value: matcher.notMatches };
}

function selectorNode(metric: string, matchers: Matchers): SelectorNode {
  const defined = Object.entries(matchers).flatMap(([label, m]) => (m === undefined ? [] : [labelMatcher(label, m)]));
  return { kind: 'selector', metric, matchers: defined };
}

/** `name{label="value",...}`, with no braces where there is nothing to match. */
export const renderSelector = (name: string, matchers: Matchers): string => printPromql(selectorNode(name, matchers));

/** The scraped series of one metric; its type determines the operations on it. */
export abstract class Selector<L extends string> extends Vector<L> {
  declare readonly node: SelectorNode;

  constructor(metric: string, matchers: Matchers) {
    super(selectorNode(metric, matchers));
  }

  offset(by: Window): Vector<L> {
    return new Expression({ ...this.node, offset: by });
  }
}
/**
 * Series that only increase until the process restarts. Never compare or sum their raw values: a restart resets them.
 */
export class Counter<L extends string> extends Selector<L> {
  declare protected readonly kind: 'counter';
}
export class Gauge<L extends string> extends Selector<L> {
  declare protected readonly kind: 'gauge';
}
export interface Histogram<L extends string> {
  readonly bucket: Counter<L | 'le'>;
  readonly count: Counter<L>;
  readonly sum: Counter<L>;
  /** The bucket that counts observations up to `bound` seconds, which is one of the contract's bounds. */
  upTo(bound: number): Counter<L | 'le'>;
}
