/** What a platform promises about a metric: its type, labels, unit and buckets. */

interface Facts {
  /** One line, as in the exposition's `# HELP`. */
  readonly help: string;
  /** The unit of the value, in the plural. */
  readonly unit: string;
  /** The change of the platform that introduced the metric. */
  readonly since: string;
  /** False while the platform does not ship the metric yet. */
  readonly shipped: boolean;
}
interface Described<L extends string> extends Facts {
  readonly name: string;
  /** Each label with its known values; an empty list if the values are open (routes, sources). */
  readonly labels: Readonly<Record<L, readonly string[]>>;
}
export interface CounterMetric<L extends string = string> extends Described<L> {
  readonly type: 'counter';
}
export interface GaugeMetric<L extends string = string> extends Described<L> {
  readonly type: 'gauge';
}
export interface HistogramMetric<L extends string = string> extends Described<L> {
  readonly type: 'histogram';
  /** Finite upper bounds in seconds, ascending. A quantile never exceeds the last one. */
  readonly buckets: readonly number[];
  /** Bounds of `buckets` that the backend does not expose yet and that this project requests. */
  readonly requestedBuckets: readonly number[];
}
export type Metric<L extends string = string> = CounterMetric<L> | GaugeMetric<L> | HistogramMetric<L>;
/** A platform's metrics by name: the only series of the platform that a query may use. */
export type Contract = Readonly<Record<string, Metric>>;

/**
 * A contract, and two of its metrics whose series appear with the same event: if one exists without the other, the
 * other was renamed.
 */
export interface ContractPromise {
  readonly contract: Contract;
  readonly bornTogether?: readonly [Metric, Metric];
}

type Labels = Readonly<Record<string, readonly string[]>>;
type GivenFacts = Omit<Facts, 'shipped'> & { readonly shipped?: boolean };
/** The type of no labels: `{}` would accept any. */
export const NO_LABELS: Readonly<Record<never, readonly string[]>> = {};

const metric =
  <const T extends 'counter' | 'gauge'>(type: T) =>
  <const L extends Labels>(
    labels: L,
    facts: GivenFacts,
  ): Omit<Extract<Metric<keyof L & string>, { type: T }>, 'name'> =>
    ({ type, shipped: true, ...facts, labels }) as never;
export const counter = metric('counter');
export const gauge = metric('gauge');
export function histogram<const L extends Labels>(
  labels: L,
  facts: Omit<GivenFacts, 'unit'> & { buckets: readonly number[]; requestedBuckets?: readonly number[] },
): Omit<HistogramMetric<keyof L & string>, 'name'> {
  const { requestedBuckets = [], buckets, ...otherFacts } = facts;
  return {
    type: 'histogram',
    unit: 'seconds',
    shipped: true,
    ...otherFacts,
    labels,
    buckets: [...buckets, ...requestedBuckets],
    requestedBuckets,
  };
}

/** A contract whose metrics have their names: queries are built from `contract.requests_total`. */
export const defineContract = <const M extends Readonly<Record<string, Omit<Metric, 'name'>>>>(metrics: M) =>
  Object.fromEntries(Object.entries(metrics).map(([name, metric]) => [name, { ...metric, name }])) as unknown as {
    readonly [N in keyof M & string]: M[N] & { readonly name: N };
  };
