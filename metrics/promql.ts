/**
 * PromQL as typed values. A {@link Vector} knows the labels its series carry, so that grouping by a label that does
 * not exist, the rate of a gauge, or a metric outside the contract does not compile. Rendering is by precedence: the
 * text has the parentheses that a person would write.
 */
import {
  contract,
  type CounterName,
  type GaugeName,
  type HistogramName,
  type LabelOf,
  type TargetLabel,
} from './contract';
import type { Duration } from './units';

/** A range in a selector. The `$__` ones exist in dashboards only; `$__range` is what the viewer has chosen. */
export type Window = Duration | '$__rate_interval' | '$__range';

/** PromQL's binary operators by how tightly they bind. https://prometheus.io/docs/prometheus/latest/querying/operators */
const COMPARING = { '==': 3, '!=': 3, '>': 3, '<': 3, '>=': 3, '<=': 3 } as const;
const BINDING = { or: 1, and: 2, unless: 2, ...COMPARING, '+': 4, '-': 4, '*': 5, '/': 5, '%': 5 } as const;
type Comparison = keyof typeof COMPARING;
type Operator = keyof typeof BINDING;
const TIGHTEST = 9;

declare const labelsOf: unique symbol;

/** An instant vector whose series carry at most the labels `L` (a scalar counts as one without labels). */
export abstract class Vector<out L extends string = string> {
  declare readonly [labelsOf]: L;

  constructor(
    private readonly text: string,
    private readonly binding: number = TIGHTEST,
  ) {}

  toString(): string {
    return this.text;
  }

  /** The text with a range behind it; anything but a plain selector needs the step of a subquery. */
  over(range: string): string {
    return this.binding < TIGHTEST ? `(${this.text})[${range}]` : `${this.text}[${range}]`;
  }

  private with<R extends string>(op: Operator, right: Vector | number, modifier = ''): Vector<R> {
    const binding = BINDING[op];
    const left = this.binding < binding ? `(${this.text})` : this.text;
    const other = typeof right === 'number' ? new Expression(String(right)) : right;
    const tail = other.binding <= binding ? `(${other.text})` : other.text;
    return new Expression<R>(`${left} ${op}${modifier && ` ${modifier}`} ${tail}`, binding);
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
  /** What is left after division. */
  modulo(divisor: number): Vector<L> {
    return this.with('%', divisor);
  }
  dividedBy(other: Vector<L> | number): Vector<L> {
    return this.with('/', other);
  }
  /** Division of each of many series by the one that shares the labels `on`. */
  dividedByOne<K extends L>(other: Vector<K>, ...on: K[]): Vector<L> {
    return this.with('/', other, `on (${on.join(', ')}) group_left ()`);
  }
  /** Keeps the series whose value compares so. */
  compare(op: Comparison, bound: number | Vector<L>): Vector<L> {
    return this.with(op, bound);
  }
  /** 1 where the value compares so, else 0. */
  is(op: Comparison, bound: number): Vector<L> {
    return this.with(op, bound, 'bool');
  }
  or<R extends string>(other: Vector<R>): Vector<L | R> {
    return this.with('or', other);
  }
  and(other: Vector<L>): Vector<L> {
    return this.with('and', other);
  }
  /** Keeps the series while `other` has any series at all, whatever its labels. */
  andAny(other: Vector): Vector<L> {
    return this.with('and', other, 'on ()');
  }
  /** Keeps the series that `other` has too, whatever the value of `label`. */
  andIgnoring<K extends string>(label: K, other: Vector<L | K>): Vector<L> {
    return this.with('and', other, `ignoring (${label})`);
  }
  /** The series with the labels `more` of the one in `info` that has the same `on`; the values of `info` are 1. */
  joined<K extends L, M extends string>(info: Vector<K | M>, on: readonly K[], more: readonly M[]): Vector<L | M> {
    return this.with('*', info, `on (${on.join(', ')}) group_left (${more.join(', ')})`);
  }
  /** The series with the values of some labels in one more, one after the other. */
  labelJoined<K extends string>(label: K, from: readonly string[]): Vector<L | K> {
    return call('label_join', this, ...[label, ' ', ...from].map((text) => JSON.stringify(text)));
  }
  /** The series with one more label, or with another value of it. */
  labelled<K extends string>(label: K, value: string): Vector<L | K> {
    return call('label_replace', this, ...[label, value, '', ''].map((text) => JSON.stringify(text)));
  }
  /** The series with the first group of a pattern in place of a label's value, where that matches. */
  shortened<K extends L>(label: K, pattern: string): Vector<L> {
    return call('label_replace', this, ...[label, '$1', label, pattern].map((text) => JSON.stringify(text)));
  }
  unless(other: Vector<L>): Vector<L> {
    return this.with('unless', other);
  }
  /** Keeps the series for which `other` has one with the same values of the labels `on`. */
  andOn<K extends L>(on: readonly K[], other: Vector): Vector<L> {
    return this.with('and', other, `on (${on.join(', ')})`);
  }
  /** Drops the series for which `other` has one with the same values of the labels `on`. */
  unlessOn<K extends L>(on: readonly K[], other: Vector): Vector<L> {
    return this.with('unless', other, `on (${on.join(', ')})`);
  }
  /** Drops the series that `other` has too, whatever the value of `label`. */
  unlessIgnoring<K extends string>(label: K, other: Vector<L | K>): Vector<L> {
    return this.with('unless', other, `ignoring (${label})`);
  }
  /** Drops every series while `other` has any series at all, whatever its labels. */
  unlessAny(other: Vector): Vector<L> {
    return this.with('unless', other, 'on ()');
  }
  /** This, or 0 where there is no such series: absence counts as nothing, not as silence. */
  orZero(this: Vector<never>): Vector<never> {
    return this.or(vector(0));
  }
}

/** What this module makes of vectors. Not exported: elsewhere a vector comes from a typed function, never from a text. */
class Expression<out L extends string = string> extends Vector<L> {}

/** How a matcher narrows a label: a plain string is equality, a pattern is anchored as Prometheus does. */
export type Matcher =
  string | { readonly matches: string } | { readonly not: string } | { readonly notMatches: string };
export type Matchers<L extends string = string> = { readonly [K in L]?: Matcher | undefined };

function renderMatcher(label: string, matcher: Matcher): string {
  if (typeof matcher === 'string') return `${label}=${JSON.stringify(matcher)}`;
  if ('matches' in matcher) return `${label}=~${JSON.stringify(matcher.matches)}`;
  if ('not' in matcher) return `${label}!=${JSON.stringify(matcher.not)}`;
  return `${label}!~${JSON.stringify(matcher.notMatches)}`;
}

/** `name{label="value",...}`, with no braces where there is nothing to match. */
export function renderSelector(name: string, matchers: Matchers): string {
  const parts = Object.entries(matchers).flatMap(([label, m]) => (m === undefined ? [] : [renderMatcher(label, m)]));
  return parts.length === 0 ? name : `${name}{${parts.join(',')}}`;
}

/** The series of one metric as scraped; what may be done with it depends on its type. */
class Selector<L extends string> extends Vector<L> {
  offset(by: Window): Vector<L> {
    return new Expression(`${this} offset ${by}`);
  }
}
/** Series that only grow until the process restarts. Never compared or added up raw: a restart resets them. */
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

/** `le` as either client writes it: Python "1.0", Go and Node "1". Prometheus 3 normalises to the first, 2 does not. */
function bound(le: number): Matcher {
  return Number.isInteger(le) ? { matches: `${le}(\\.0)?` } : String(le);
}

/**
 * The platform's own series. Every query goes through one of these, so that none adds up strangers' traffic on a
 * shared Prometheus: the contract's names are names that many services use.
 */
export class Platform {
  constructor(readonly matchers: Matchers<TargetLabel>) {}

  /** The same platform, narrowed further (a dashboard's variables). */
  where(more: Matchers<TargetLabel>): Platform {
    return new Platform({ ...this.matchers, ...more });
  }
  counter<N extends CounterName>(name: N, where: Matchers<LabelOf<N>> = {}): Counter<LabelOf<N> | TargetLabel> {
    return new Counter(renderSelector(name, { ...this.matchers, ...where }));
  }
  gauge<N extends GaugeName>(name: N, where: Matchers<LabelOf<N>> = {}): Gauge<LabelOf<N> | TargetLabel> {
    return new Gauge(renderSelector(name, { ...this.matchers, ...where }));
  }
  histogram<N extends HistogramName>(name: N, where: Matchers<LabelOf<N>> = {}): Histogram<LabelOf<N> | TargetLabel> {
    const select = (suffix: string, le?: Matcher) =>
      renderSelector(`${name}_${suffix}`, { ...this.matchers, ...where, ...(le === undefined ? {} : { le }) });
    return {
      bucket: new Counter(select('bucket')),
      count: new Counter(select('count')),
      sum: new Counter(select('sum')),
      upTo: (le) => {
        const buckets: readonly number[] = contract[name].buckets;
        if (!buckets.includes(le)) throw new RangeError(`${name} has no bucket of ${le} s, only ${buckets.join(', ')}`);
        return new Counter(select('bucket', bound(le)));
      },
    };
  }
  /** 1 for each target that answered its last scrape, else 0. */
  up(): Gauge<TargetLabel> {
    return new Gauge(renderSelector('up', this.matchers));
  }
}

/** A series that is not the platform's: of Prometheus, Alertmanager or an exporter. */
export function foreign<const L extends string>(name: string, matchers: Matchers<L>): Gauge<L | TargetLabel> {
  return new Gauge(renderSelector(name, matchers));
}
export function foreignCounter<const L extends string>(name: string, matchers: Matchers<L>): Counter<L | TargetLabel> {
  return new Counter(renderSelector(name, matchers));
}

const call = <L extends string>(name: string, ...args: (Vector | string | number)[]): Vector<L> =>
  new Expression(`${name}(${args.join(', ')})`);

/** The samples of a window that ends now, or some time ago. Unlike `x offset y` it sees past a failed scrape. */
const samples = (series: Vector, window: Window, ago: Duration = '0s'): string =>
  `${series}[${window}]${ago === '0s' ? '' : ` offset ${ago}`}`;

/** Per-second increase, resets taken into account. */
export const rate = <L extends string>(counter: Counter<L>, window: Window, ago?: Duration): Vector<L> =>
  call('rate', samples(counter, window, ago));
/** Increase over the window, resets taken into account. */
export const increase = <L extends string>(counter: Counter<L>, window: Window, ago?: Duration): Vector<L> =>
  call('increase', samples(counter, window, ago));
/** The newest value in the window: a failed scrape ends a series, and this still knows it. */
export const lastOverTime = <L extends string>(series: Selector<L>, window: Window, ago?: Duration): Vector<L> =>
  call('last_over_time', samples(series, window, ago));
/** How many values were written in the window. */
export const countOfAll = <L extends string>(gauge: Gauge<L>, window: Window): Vector<L> =>
  call('count_over_time', samples(gauge, window));
/** At how many steps of the window there is a value. */
export const countOverTime = <L extends string>(series: Vector<L>, window: Window, step: Duration): Vector<L> =>
  call('count_over_time', series.over(`${window}:${step}`));
/** How often the value changed in the window. */
export const changes = <L extends string>(gauge: Gauge<L>, window: Window): Vector<L> =>
  call('changes', samples(gauge, window));
export const averageOverTime = <L extends string>(gauge: Gauge<L>, window: Window): Vector<L> =>
  call('avg_over_time', samples(gauge, window));
/** The largest of the values at every `step` of the window. */
export const maxOverTime = <L extends string>(series: Vector<L>, window: Window, step: Duration): Vector<L> =>
  call('max_over_time', series.over(`${window}:${step}`));
export const minOverTime = <L extends string>(gauge: Gauge<L>, window: Window): Vector<L> =>
  call('min_over_time', samples(gauge, window));
/** The lowest of the values at every `step` of a window that ended some time `ago`. */
export const lowestOverTime = <L extends string>(
  series: Vector<L>,
  window: Window,
  step: Duration,
  ago: Duration,
): Vector<L> => call('min_over_time', `${series.over(`${window}:${step}`)} offset ${ago}`);
/** Adds up every value that was written in the window. */
export const sumOfAll = <L extends string>(gauge: Gauge<L>, window: Window): Vector<L> =>
  call('sum_over_time', gauge.over(window));
/** The mean of the values at every `step` of the window. */
export const meanOverTime = <L extends string>(series: Vector<L>, window: Window, step: Duration): Vector<L> =>
  call('avg_over_time', series.over(`${window}:${step}`));
/** Adds up the values at every `step` of the window, however often the series itself is written. */
export const sumOverTime = <L extends string>(series: Vector<L>, window: Window, step: Duration): Vector<L> =>
  call('sum_over_time', `${series}[${window}:${step}]`);
export const absent = (series: Vector): Vector<never> => call('absent', series);
export const vector = (value: number): Vector<never> => call('vector', value);
/** Seconds since 1970: a scalar. */
export const time = (): Vector<never> => call('time');
/** The moment of evaluation in seconds since 1970, so many seconds ahead. */
export const secondsFromNow = (ahead: number): Vector<never> =>
  new Expression(`vector(time()${ahead === 0 ? '' : ` ${ahead < 0 ? '-' : '+'} ${Math.abs(ahead)}`})`);
/** A part of the date (UTC) that a moment in seconds since 1970 has; a weekday counts from 0 for Sunday. */
export const datePart = <L extends string>(
  part: 'year' | 'month' | 'day_of_month' | 'day_of_week',
  moment: Vector<L>,
): Vector<L> => call(part, moment);
/** Milliseconds between two points of a graph, filled in by Grafana: a scalar, for dashboards only. */
export const stepMilliseconds = (): Vector<never> => new Expression('$__interval_ms');
export const clampMax = <L extends string>(v: Vector<L>, max: number): Vector<L> => call('clamp_max', v, max);
export const clampMin = <L extends string>(v: Vector<L>, min: number): Vector<L> => call('clamp_min', v, min);

const aggregate =
  (op: string) =>
  <L extends string, K extends L = never>(v: Vector<L>, ...by: K[]): Vector<K> =>
    new Expression(by.length === 0 ? `${op}(${v})` : `${op} by (${by.join(', ')}) (${v})`);
export const sum = aggregate('sum');
export const min = aggregate('min');
export const max = aggregate('max');
export const count = aggregate('count');
/** The series with the `k` largest values, with all their labels. */
export const topk = <L extends string>(k: number, v: Vector<L>): Vector<L> => call('topk', k, v);
export const bottomk = <L extends string>(k: number, v: Vector<L>): Vector<L> => call('bottomk', k, v);

/**
 * What each series reached within the shown range, looked at where a graph has its points. The same at each of them, and
 * computed once; for dashboards only.
 */
export const peak = <L extends string>(series: Vector<L>): Vector<L> =>
  call('max_over_time', `${series.over('$__range:$__interval')} @ end()`);

/** `histogram_quantile` over per-second bucket rates. Never exceeds the largest finite bound; NaN without observations. */
export const histogramQuantile = <L extends string>(q: number, buckets: Vector<L>): Vector<Exclude<L, 'le'>> =>
  call('histogram_quantile', q, buckets);

/** Without the series whose value is NaN: a quantile or a share of nothing is a gap, and no mean is spoilt by it. */
export const known = <L extends string>(v: Vector<L>): Vector<L> => v.compare('>=', 0);

/** {@link histogramQuantile} of a histogram as scraped, kept apart by `by`. */
export function quantile<L extends string, K extends L = never>(
  q: number,
  histogram: Histogram<L>,
  window: Window,
  by: readonly K[] = [],
  ago?: Duration,
): Vector<K> {
  const buckets = sum<L | 'le', K | 'le'>(rate(histogram.bucket, window, ago), 'le', ...by);
  return call('histogram_quantile', q, buckets);
}
