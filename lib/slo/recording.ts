/**
 * The error ratio of every SLO over every window, recorded under the names that Sloth gives them, with the label `slo`.
 *
 * A ratio over hours is the failed events divided by all events of that time. It is not the mean of ratios, in which a
 * quiet night would count as much as a busy noon. The long windows sum recorded rates instead of reading every
 * replica's counters again: the sums weight each moment by its traffic, and blur both ends of the window by five
 * minutes. For the page's hour that delay is too long, so it is computed from the counters.
 */
import {
  averageOverTime,
  clampMax,
  clampMin,
  countOverTime,
  sum,
  recordedSeries,
  Gauge,
  max,
  sumOfAll,
  sumOverTime,
  type Platform,
  type Vector,
} from '../promql';
import type { Contract } from '../contract/metric';
import type { TargetLabel } from '../contract/target-labels';
import { inWords, seconds, type Duration } from '../units';
import type { Evaluator } from '../alerting/alert';
import { countedOutside, type Maintenance } from '../alerting/maintenance';
import { hasHours, type MarketHours } from '../market/hours';
import { ownLabels, type LabelledRule } from '../promql/recording-rule';
import { WINDOW } from '../promql/window';
import { countedRate, leavesOut, uncountedRecording } from './uncounted';
import { enabledSlos, leastOpen, type Slo, type SloOverrides } from './slo';

/** The windows of the alerts; the SLO's own window is added. */
export const WINDOWS = [WINDOW, '30m', '1h', '2h', '6h', '1d', '3d'] as const;
const FROM_COUNTERS: Duration = '1h';
/** How often the ratio over an SLO's own window is evaluated: it reads weeks of samples, and changes slowly. */
const SLOW: Duration = '1m';

export type SloLabel = 'slo' | TargetLabel;
const ERRORS = `slo:sli_error:rate${WINDOW}`;
const TOTAL = `slo:sli_total:rate${WINDOW}`;
const ratioName = (window: Duration) => `slo:sli_error:ratio_rate${window}`;
const COUNTED = 'slo:counted:bool';
const MEANING = {
  counted: '1 while an SLO counts, 0 in planned maintenance and for five minutes after it',
  errors: 'What an SLO counts as bad, a second; of time, the share (0..1) of it that was bad',
  total: 'What an SLO counts, a second; of time, the share (0..1) of it that counts',
  ratio: (window: Duration) => `Share (0..1) that was bad of what an SLO counts, over ${inWords(window)}`,
};

/** Names of all series that are recorded here. */
export const sloSeries = (slos: Readonly<Record<string, Slo>>): readonly string[] => [
  ERRORS,
  TOTAL,
  ...[...WINDOWS, ...new Set(Object.values(slos).map(({ window }) => window))].map(ratioName),
];

const series = (record: string, { name }: Slo, { matchers }: Platform): Gauge<SloLabel> =>
  recordedSeries(record, { ...matchers, slo: name });

const directRatio = ({ sli }: Slo, window: Duration, platform: Platform, hours: MarketHours): Vector<never> =>
  sli.errors(platform, window, hours).dividedBy(sli.total(platform, window, hours));

/**
 * Scales the ratio by the share of the window that has data, so that one bad minute does not exhaust a young server's
 * budget. `coverage` exists while the platform is scraped. The shortest window is not scaled, so that an outage pages
 * before the window has filled.
 */
function ofWhole(ratio: Vector<never>, coverage: Vector<never>, window: Duration): Vector<never> {
  if (window === WINDOW) return ratio;
  const step = seconds(window) < seconds('1d') ? '1m' : '5m';
  const steps = seconds(window) / seconds(step);
  // A server younger than one step has data for one step.
  const seenSteps = countOverTime(coverage, window, step).or(coverage.times(0).plus(1));
  return ratio.times(clampMax(seenSteps.dividedBy(steps), 1));
}

/** The failed share (0..1) of the window; NaN if there were no events. Time without data counts as good. */
export const errorRatio = (slo: Slo, window: Duration, platform: Platform, server: Evaluator): Vector<never> =>
  server.evaluatesRules
    ? max(series(ratioName(window), slo, platform))
    : ofWhole(directRatio(slo, window, platform, server), sum(platform.up()), window);

/** Events a second over the whole window, failed or not; time without data counts as time without events. */
export function volumeOver(slo: Slo, window: Duration, platform: Platform, server: Evaluator): Vector<never> {
  const step = '1m';
  if (!server.evaluatesRules) return slo.sli.total(platform, window, server);
  return max(sumOverTime(series(TOTAL, slo, platform), window, step)).dividedBy(seconds(window) / seconds(step));
}

interface SloContext extends Pick<MarketHours, 'market' | 'sharedPrometheus'> {
  readonly maintenance: readonly Maintenance[];
  readonly platform: Platform;
  readonly environment: string;
  readonly catalogue: { readonly slos: Readonly<Record<string, Slo>>; readonly contract: Contract };
  readonly slos: SloOverrides;
}

/** The recording rules of a stack's SLOs: first those that alerts read, then those that only panels read. */
export function sloRecording(context: SloContext) {
  const { platform, environment, market, sharedPrometheus, catalogue, slos: overrides, maintenance } = context;
  const hours: MarketHours = { evaluatesRules: true, sharedPrometheus, market };
  const rule = ({ name }: Slo, record: string, meaning: string, expr: Vector<never>): LabelledRule => ({
    record,
    meaning,
    labels: { environment, ...ownLabels(platform), slo: name },
    expr,
  });
  /** A rate still contains the maintenance for one window after its end. */
  const countedOf = (slo: Slo) => countedOutside(slo.component, maintenance, seconds(WINDOW));
  const countOnly = (slo: Slo, rate: Vector<never>): Vector<never> => {
    // Moments have no route; a target alone does not show whether something happened.
    const counted = slo.sli.ofTime ? rate : countedRate(rate, context);
    return countedOf(slo) === undefined ? counted : counted.times(max(series(COUNTED, slo, platform)));
  };
  /** The share of open time. Up to the minimum, a window counts as a whole, whatever part of it was open. */
  const ofHours = (slo: Slo, window: Duration): Vector<never> => {
    const mean = (name: string) => {
      const moments = series(name, slo, platform);
      return max(window === WINDOW ? moments : averageOverTime(moments, window));
    };
    const least = leastOpen(window);
    return least === 1 ? mean(ERRORS) : mean(ERRORS).dividedBy(clampMin(mean(TOTAL), least));
  };
  const ratio = (slo: Slo, window: Duration): LabelledRule => {
    const byHours = slo.sli.ofTime && hasHours(hours);
    const recorded = (name: string) => {
      const rate = series(name, slo, platform);
      return max(window === WINDOW ? rate : sumOfAll(rate, window));
    };
    const divided = recorded(ERRORS).dividedBy(recorded(TOTAL));
    // The counters themselves contain the events during maintenance.
    const isCovered = countedOf(slo) !== undefined || leavesOut(slo.sli.total(platform, WINDOW, hours), context);
    const fromCounters = window === FROM_COUNTERS && slo.sli.ofTime === undefined && !isCovered;
    const ratio = fromCounters ? directRatio(slo, window, platform, hours) : byHours ? ofHours(slo, window) : divided;
    return rule(
      slo,
      ratioName(window),
      MEANING.ratio(window),
      ofWhole(ratio, max(series(TOTAL, slo, platform)), window),
    );
  };
  const slos = enabledSlos(catalogue.slos, overrides);
  return {
    fast: [
      ...(slos.length > 0 ? uncountedRecording(context) : []),
      ...slos.flatMap((slo) => [
        ...[countedOf(slo) ?? []].flat().map((counted) => rule(slo, COUNTED, MEANING.counted, counted)),
        rule(slo, ERRORS, MEANING.errors, countOnly(slo, slo.sli.errors(platform, WINDOW, hours))),
        rule(slo, TOTAL, MEANING.total, countOnly(slo, slo.sli.total(platform, WINDOW, hours))),
        ...WINDOWS.map((window) => ratio(slo, window)),
      ]),
    ],
    slow: { interval: SLOW, rules: slos.map((slo) => ratio(slo, slo.window)) },
  };
}
