/**
 * The kinds of recording rules, named `level:metric:operation` (https://prometheus.io/docs/practices/rules). Without
 * them, alerts and dashboards would compute the same from every replica's series each time.
 */
import type { CounterMetric, HistogramMetric } from '../contract/metric';
import { TARGET_LABELS, type TargetLabel } from '../contract/target-labels';
import { Gauge, histogramQuantile, rate, recordedSeries, sum, type Matchers, type Platform, type Vector } from '.';
import { eventRateBy } from './expressions';
import { WINDOW } from './window';

export interface RecordingRule<L extends string = string> {
  readonly name: `${string}:${string}:${string}`;
  /** What it is, with its unit, for the reference. */
  readonly meaning: string;
  /**
   * The expression to record. A dashboard without recording rules uses it directly, with matchers of its own;
   * `recorded` says whether the rules that it builds on exist.
   */
  readonly expr: (platform: Platform, where?: Matchers<L>, recorded?: boolean) => Vector<L | TargetLabel>;
}

type Expression<L extends string> = (
  platform: Platform,
  where: Matchers<L>,
  by: TargetLabel[],
  recorded: boolean,
) => Vector<L | TargetLabel>;

type Head = Pick<RecordingRule, 'name' | 'meaning'>;

export const rule = <const L extends string>({ name, meaning }: Head, expr: Expression<L>): RecordingRule<L> => ({
  name,
  meaning,
  expr: (platform, where = {}, recorded = false) => expr(platform, where, identity(platform), recorded),
});

/** Labels that distinguish one platform's recorded series from another's on a shared server. */
function identity(platform: Platform): TargetLabel[] {
  const always: TargetLabel[] = ['environment', 'cluster'];
  return TARGET_LABELS.filter((label) => always.includes(label) || label in platform.matchers);
}

/**
 * A recording rule of a total. The sum drops all labels, so the rule adds the platform's own: otherwise no query could
 * select the series.
 */
export interface LabelledRule {
  /** What it is, with its unit, for the reference. */
  readonly meaning: string;
  readonly record: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly expr: Vector;
}
export const ownLabels = ({ matchers }: Platform): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(matchers).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );

/** The series that a rule has recorded for this platform. */
export function selectRecorded<L extends string>(
  { name }: RecordingRule<L>,
  platform: Platform,
  where: Matchers<L> = {},
): Gauge<L | TargetLabel> {
  return recordedSeries(name, { ...platform.matchers, ...where });
}

/** A counter, and the labels by which it is summed. */
interface Counted<M extends string, L extends string> extends Head {
  readonly counter: CounterMetric<M>;
  readonly by?: readonly L[];
  readonly only?: Matchers<NoInfer<M>>;
}

/** Events a second of a counter by some of its labels. */
export const perSecond = <M extends string, const L extends M | 'instance' = never>({
  counter,
  by = [],
  only = {},
  ...head
}: Counted<M, L>): RecordingRule<L> =>
  rule<L>(head, (platform, where, identical) =>
    sum<M | TargetLabel, L | TargetLabel>(
      rate(platform.counter(counter, { ...only, ...where }), WINDOW),
      ...by,
      ...identical,
    ),
  );

/**
 * The same for rare failures: the first event, with which the series appears, counts too. A dashboard without recording
 * rules does not see it.
 */
export const fromFirst = <M extends string, const L extends M | 'instance' = never>(
  counted: Counted<M, L>,
): RecordingRule<L> => {
  const { counter, by = [], only = {} } = counted;
  return rule<L>(counted, (platform, where, identical, has) =>
    has
      ? eventRateBy<M | TargetLabel, L | TargetLabel>(
          platform.counter(counter, { ...only, ...(where as Matchers<M>) }),
          [...by, ...identical],
          WINDOW,
          platform.up(),
        )
      : perSecond(counted).expr(platform, where),
  );
};

/** Observations a second in each cumulative bucket of a histogram, by some of its labels. */
export const buckets = <M extends string, const L extends M | 'instance' = never>({
  histogram,
  by = [],
  ...head
}: Head & { readonly histogram: HistogramMetric<M>; readonly by?: readonly L[] }): RecordingRule<L | 'le'> =>
  rule<L | 'le'>(head, (platform, where, identical) =>
    sum<M | 'le' | TargetLabel, L | 'le' | TargetLabel>(
      rate(platform.histogram(histogram, where as Matchers<M>).bucket, WINDOW),
      ...by,
      'le',
      ...identical,
    ),
  );

/**
 * A quantile of each set of recorded buckets: a graph of quantiles then reads one series instead of one for each
 * bucket.
 */
export const quantileOf = <L extends string>(
  name: RecordingRule['name'],
  q: number,
  of: RecordingRule<L | 'le'>,
): RecordingRule<L> =>
  rule<L>(
    { name, meaning: `What ${q * 100} % of the requests are faster than, in seconds` },
    (platform, where, _by, has) => {
      const narrowed = where as Matchers<L | 'le'>;
      return histogramQuantile(q, has ? selectRecorded(of, platform, narrowed) : of.expr(platform, narrowed));
    },
  );
