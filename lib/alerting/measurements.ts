/** The kinds of measurement that the catalogue's alerts are made of. */
import type { CounterMetric } from '../contract/metric';
import { seconds, type Duration } from '../units';
import { eventCount, restingBy, silentBy } from '../promql/expressions';
import { lastOverTime, sum, summands, type Gauge, type Matchers, type Platform, type Vector } from '../promql';
import type { AlertDefinition, BaselineTraffic, Evaluator, Measurement } from './alert';
import { comparedSeries, record, type SeriesName } from './alert-records';
import { perLabelAndTotal, type Culprits } from './culprits';
import { selectRecorded, type RecordingRule } from '../promql/recording-rule';
import { WINDOW } from '../promql/window';

/** Three events in a {@link WINDOW}, in events a second: fewer are no trend. */
export const SHARE_MINIMUM_RATE = 0.01;

/**
 * `rate` while at least that many events happened in the {@link WINDOW}. The bound lies between two whole numbers of
 * events, because a rate is extrapolated.
 */
const atLeast = <L extends string>(rate: Vector<L>, events: number): Vector<L> =>
  rate.compare('>', (events - 0.5) / seconds(WINDOW));

export type Parts = Pick<AlertDefinition, 'measure'> &
  Pick<AlertDefinition, 'ceiling' | 'minimumRate' | 'background' | 'needsRecording' | 'exactNumbers'>;

/**
 * The last scraped value of a gauge, if it is recent. After one failed scrape the gauge still has a value; after two it
 * has none, so that a crashed process is not mixed up with the one that replaces it.
 */
export const lastScrapedValue = <L extends string>(gauge: Gauge<L>, { scrapeInterval }: Evaluator): Vector<L> =>
  lastOverTime(gauge, lookback(seconds(scrapeInterval)));

/** Between two and three scrapes, in a round number of seconds where there is one: 40s at 15 s. */
function lookback(interval: number): Duration {
  const round = Math.round(interval / 2) * 5;
  return `${round > 2 * interval && round < 3 * interval ? round : Math.floor(2.5 * interval)}s`;
}

/**
 * The recorded rates or, for a server without recording rules, the expressions that the rule sums. The caller sums them
 * in either case.
 */
export const rates = <L extends string>(
  rule: RecordingRule<L>,
  platform: Platform,
  server: Evaluator,
  where: Matchers<L> = {},
): Vector<L> =>
  (server.evaluatesRules
    ? selectRecorded(rule, platform, where)
    : summands(rule.expr(platform, where))) as Vector<string> as Vector<L>;

/** Events a second of the whole system, above the threshold. */
export function rateAbove(rule: RecordingRule, name: SeriesName): Parts {
  return {
    measure: (platform, { threshold }, server): Measurement => ({
      ...comparedSeries(record(server, name, sum(rates(rule, platform, server)))),
      by: [],
      test: '>',
      bound: threshold,
      unit: 'per second',
    }),
  };
}

/** Events a second above the threshold, of one culprit or of all of them. */
export function rateAboveBy<L extends string, K extends L>(
  rule: RecordingRule<L>,
  name: SeriesName,
  culprits: Culprits<K>,
  where: Matchers<L> = {},
): Parts {
  return {
    measure: (platform, { threshold }, server): Measurement => {
      const events = rates(rule, platform, server, where);
      const each = server.evaluatesRules
        ? perLabelAndTotal(culprits, (by) => sum<L, (typeof by)[number]>(events, ...by))
        : sum<L, K>(events, ...culprits.by);
      return {
        ...comparedSeries(record(server, name, each)),
        ...culprits,
        test: '>',
        bound: threshold,
        unit: 'per second',
      };
    },
  };
}

/** Number of events in a {@link WINDOW}; 0 if the counter has none. */
const eventsOf = (counter: CounterMetric, name: SeriesName, platform: Platform, server: Evaluator) =>
  record(server, name, eventCount(platform.counter(counter), WINDOW));

/** Events of the whole system in a {@link WINDOW}, below the threshold, which is in events a second. */
export function rateBelow(counter: CounterMetric, name: SeriesName): Parts {
  return {
    measure: (platform, { threshold }, server): Measurement => {
      const { series, records } = eventsOf(counter, name, platform, server);
      return {
        records,
        value: series.dividedBy(seconds(WINDOW)),
        by: [],
        test: '<',
        bound: threshold,
        unit: 'per second',
      };
    },
  };
}

/** No event of the whole system in a {@link WINDOW}. */
export function noEvents(counter: CounterMetric, name: SeriesName): Parts {
  return {
    measure: (platform, _numbers, server): Measurement => {
      const events = eventsOf(counter, name, platform, server);
      return { ...comparedSeries(events), by: [], test: '==', bound: 0, unit: 'count' };
    },
  };
}

/**
 * No events of a culprit that usually has some, unless it usually rests at this hour. `resting` names the series of the
 * resting culprits.
 */
export function noEventsBy<L extends string, K extends L>(
  counter: CounterMetric<L>,
  names: { readonly silent: SeriesName; readonly resting: SeriesName },
  by: readonly [K, ...K[]],
): Parts {
  return {
    needsRecording: true,
    measure: (platform, _numbers, server): Measurement => {
      const events = platform.counter(counter);
      const resting = record(server, names.resting, restingBy<string, K>(events, by));
      const silent = record(server, names.silent, silentBy<string, K>(events, by).unlessOn(by, resting.series));
      return {
        records: [...resting.records, ...silent.records],
        value: silent.series,
        by,
        test: '==',
        bound: 0,
        unit: 'count',
      };
    },
  };
}

/**
 * A share, if it is based on enough events: a minimum number of bad events in the {@link WINDOW}, and a minimum volume.
 */
export function shareOfEnough<L extends string>(
  share: Vector<L>,
  { bad, all, least, minimumRate }: Record<'bad' | 'all', Vector<L>> & Record<'least' | 'minimumRate', number>,
): Vector<L> {
  const withBadEvents = share.and(atLeast(bad, least));
  // `least` bad events already imply that volume.
  return minimumRate > least / seconds(WINDOW) ? withBadEvents.and(all.compare('>=', minimumRate)) : withBadEvents;
}

/** Share of `part` in `whole`, above the threshold, while `whole` has the minimum volume. */
export function shareAbove<L extends string>(
  rule: RecordingRule<L>,
  name: SeriesName,
  { part, whole: total, background }: Record<'part' | 'whole', Matchers<L>> & { readonly background: BaselineTraffic },
): Parts {
  return {
    minimumRate: SHARE_MINIMUM_RATE,
    background,
    measure: (platform, { threshold, minimumRate }, server): Measurement => {
      const bad = sum(rates(rule, platform, server, part));
      const all = sum(rates(rule, platform, server, total));
      const share = shareOfEnough(bad.dividedBy(all), { bad, all, least: background.least, minimumRate });
      return { ...comparedSeries(record(server, name, share)), by: [], test: '>', bound: threshold, unit: 'ratio' };
    },
  };
}
