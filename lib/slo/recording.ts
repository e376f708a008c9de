/**
 * The error ratio of every SLO over every window, recorded under the names that Sloth gives them, with the label `slo`.
 *
 * A ratio over hours is the failed events over all events of that time, not the mean of ratios, in which a quiet night
 * weighs as much as a busy noon. The long windows add up recorded rates instead of reading every replica's counters
 * again: the sums of both weigh each moment with its traffic, and blur the window's two ends by five minutes. For the
 * page's hour that is too late, and it is read from the counters.
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

/** The windows that alerts look at; the SLO's own comes on top. */
export const WINDOWS = [WINDOW, '30m', '1h', '2h', '6h', '1d', '3d'] as const;
const FROM_COUNTERS: Duration = '1h';
/** How often the ratio over an SLO's own window is renewed: it reads weeks of samples, and changes slowly. */
const SLOW = '1m';

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

/** Every name that is recorded of them. */
export const sloSeries = (slos: Readonly<Record<string, Slo>>): readonly string[] => [
  ERRORS,
  TOTAL,
  ...[...WINDOWS, ...new Set(Object.values(slos).map(({ window }) => window))].map(ratioName),
];

const series = (record: string, { name }: Slo, { matchers }: Platform): Gauge<SloLabel> =>
  recordedSeries(record, { ...matchers, slo: name });

const directly = ({ sli }: Slo, window: Duration, platform: Platform, hours: MarketHours): Vector<never> =>
  sli.errors(platform, window, hours).dividedBy(sli.total(platform, window, hours));

/**
 * `ratio` of what was seen, held against the whole window: bad minutes of a server that is an hour old are few of thirty
 * days. `coverage` is there while somebody looks. The shortest window is not held so: an outage shall not wait for it to fill.
 */
function ofWhole(ratio: Vector<never>, coverage: Vector<never>, window: Duration): Vector<never> {
  if (window === WINDOW) return ratio;
  const step = seconds(window) < seconds('1d') ? '1m' : '5m';
  const steps = seconds(window) / seconds(step);
  // A server that is younger than a step has seen one.
  const seenSteps = countOverTime(coverage, window, step).or(coverage.times(0).plus(1));
  return ratio.times(clampMax(seenSteps.dividedBy(steps), 1));
}

/** The share (0..1) of the window that failed; NaN where there was nothing. What nobody has seen counts as good. */
export const errorRatio = (slo: Slo, window: Duration, platform: Platform, server: Evaluator): Vector<never> =>
  server.evaluatesRules
    ? max(series(ratioName(window), slo, platform))
    : ofWhole(directly(slo, window, platform, server), sum(platform.up()), window);

/** Events a second over the whole window, failed or not: the part of it that nobody has seen counts as without any. */
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

/** The recording rules of a stack's SLOs: what alerts read, to be evaluated before them, and what only panels read. */
export function sloRecording(context: SloContext): {
  readonly fast: LabelledRule[];
  readonly slow: { readonly interval: Duration; readonly rules: LabelledRule[] };
} {
  const { platform, environment, market, sharedPrometheus, catalogue, slos: overrides, maintenance } = context;
  const hours: MarketHours = { evaluatesRules: true, sharedPrometheus, market };
  const rule = ({ name }: Slo, record: string, meaning: string, expr: Vector<never>): LabelledRule => ({
    record,
    meaning,
    labels: { environment, ...ownLabels(platform), slo: name },
    expr,
  });
  /** Rates look back over a window, in which the maintenance may still be. */
  const countedOf = (slo: Slo) => countedOutside(slo.component, maintenance, seconds(WINDOW));
  const countOnly = (slo: Slo, rate: Vector<never>): Vector<never> => {
    // Moments have no route; a target alone does not say whether something happened.
    const counted = slo.sli.ofTime ? rate : countedRate(rate, context);
    return countedOf(slo) === undefined ? counted : counted.times(max(series(COUNTED, slo, platform)));
  };
  /** Of open time. A window up to the least counts as a whole, whatever part of it was open. */
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
    // Counters know of no maintenance.
    const isCovered = countedOf(slo) !== undefined || leavesOut(slo.sli.total(platform, WINDOW, hours), context);
    const fromCounters = window === FROM_COUNTERS && slo.sli.ofTime === undefined && !isCovered;
    const ratio = fromCounters ? directly(slo, window, platform, hours) : byHours ? ofHours(slo, window) : divided;
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
