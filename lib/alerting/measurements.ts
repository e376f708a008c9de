/** The kinds of measurement that the catalogue's alerts are made of. */
import type { CounterMetric } from '../contract/metric';
import { seconds, type Duration } from '../units';
import { eventCount, restingBy, silentBy } from '../promql/expressions';
import { lastOverTime, sum, summands, type Gauge, type Matchers, type Platform, type Vector } from '../promql';
import type { AlertDefinition, BaselineTraffic, Evaluator, Measurement } from './alert';
import { compared, record, type SeriesName } from './alert-records';
import { perLabelAndTotal, type Culprits } from './culprits';
import { selectRecorded, type RecordingRule } from '../promql/recording-rule';
import { WINDOW } from '../promql/window';

/** Three events in a {@link WINDOW}: fewer are no trend. Events a second. */
export const SHARE_MINIMUM_RATE = 0.01;

/** `rate` while at least so many events happened in the {@link WINDOW}; between two whole numbers, as a rate is no whole one. */
const atLeast = <L extends string>(rate: Vector<L>, events: number): Vector<L> =>
  rate.compare('>', (events - 0.5) / seconds(WINDOW));

export type Parts = Pick<AlertDefinition, 'measure'> &
  Pick<AlertDefinition, 'ceiling' | 'minimumRate' | 'background' | 'needsRecording' | 'exactNumbers'>;

/**
 * A gauge as last scraped, if that was not too long ago. Past one failed scrape it still has a value; past two it has none,
 * so that a process which ended badly is not held against the one that follows it.
 */
export const lastScrapedValue = <L extends string>(gauge: Gauge<L>, { scrapeInterval }: Evaluator): Vector<L> =>
  lastOverTime(gauge, lookback(seconds(scrapeInterval)));

/** Between two and three scrapes, in a round number of seconds where there is one: 40s at 15 s. */
function lookback(interval: number): Duration {
  const round = Math.round(interval / 2) * 5;
  return `${round > 2 * interval && round < 3 * interval ? round : Math.floor(2.5 * interval)}s`;
}

/** What a recording rule records, or where the server records nothing, what it would add up. To be added up in either case. */
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
      ...compared(record(server, name, sum(rates(rule, platform, server)))),
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
        ...compared(record(server, name, each)),
        ...culprits,
        test: '>',
        bound: threshold,
        unit: 'per second',
      };
    },
  };
}

/** How many events there were in a {@link WINDOW}; none counts as 0. */
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
      return { ...compared(events), by: [], test: '==', bound: 0, unit: 'count' };
    },
  };
}

/**
 * No event of a culprit that usually delivers, unless it usually rests at this hour. `resting` names what it does.
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

/** A share while there is enough to take it of: at least so many bad events in the {@link WINDOW}, and a least volume. */
export function shareOfEnough<L extends string>(
  share: Vector<L>,
  {
    bad,
    all,
    least,
    minimumRate,
  }: {
    readonly bad: Vector<L>;
    readonly all: Vector<L>;
    readonly least: number;
    readonly minimumRate: number;
  },
): Vector<L> {
  const withBadEvents = share.and(atLeast(bad, least));
  // So many bad events are a volume by themselves.
  return minimumRate > least / seconds(WINDOW) ? withBadEvents.and(all.compare('>=', minimumRate)) : withBadEvents;
}

/** Share of `part` in `whole`, above the threshold, once there is a least volume of `whole`. */
export function shareAbove<L extends string>(
  rule: RecordingRule<L>,
  name: SeriesName,
  {
    part,
    whole: total,
    background,
  }: { readonly part: Matchers<L>; readonly whole: Matchers<L>; readonly background: BaselineTraffic },
): Parts {
  return {
    minimumRate: SHARE_MINIMUM_RATE,
    background,
    measure: (platform, { threshold, minimumRate }, server): Measurement => {
      const bad = sum(rates(rule, platform, server, part));
      const all = sum(rates(rule, platform, server, total));
      const share = shareOfEnough(bad.dividedBy(all), { bad, all, least: background.least, minimumRate });
      return { ...compared(record(server, name, share)), by: [], test: '>', bound: threshold, unit: 'ratio' };
    },
  };
}
