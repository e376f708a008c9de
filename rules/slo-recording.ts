/**
 * The error ratio of every SLO over every window, recorded under the names that Sloth gives them, with the label `slo`.
 *
 * A ratio over hours is the failed events over all events of that time, not the mean of ratios, in which a quiet night
 * weighs as much as a busy noon. The long windows add up recorded rates instead of reading every replica's counters
 * again: the sums of both weigh each moment with its traffic, and blur the window's two ends by five minutes. For the
 * page's hour that is too late, and it is read from the counters.
 */
import { renderSelector, Gauge, max, sumOfAll, sumOverTime, type Platform, type Vector } from '../metrics/promql';
import type { TargetLabel } from '../metrics/contract';
import { seconds, type Duration } from '../metrics/units';
import type { Evaluator } from './alert';
import { WINDOW } from './window';
import { enabledSlos, slos, type SloName, type SloOverrides } from './slo';

/** The windows that alerts look at; the SLO's own comes on top. */
export const WINDOWS = [WINDOW, '30m', '1h', '2h', '6h', '1d', '3d'] as const;
const FROM_COUNTERS: Duration = '1h';
/** How often the ratio over an SLO's own window is renewed: it reads weeks of samples, and changes slowly. */
const SLOW = '1m';

export type SloLabel = 'slo' | TargetLabel;
const ERRORS = `slo:sli_error:rate${WINDOW}`;
const TOTAL = `slo:sli_total:rate${WINDOW}`;
const ratioName = (window: Duration) => `slo:sli_error:ratio_rate${window}`;

/** Every name that is recorded. */
export const SLO_SERIES: readonly string[] = [
  ERRORS,
  TOTAL,
  ...[...WINDOWS, ...new Set(Object.values(slos).map(({ window }) => window))].map(ratioName),
];

const series = (name: string, slo: SloName, { matchers }: Platform): Gauge<SloLabel> =>
  new Gauge(renderSelector(name, { ...matchers, slo }));

const directly = (name: SloName, window: Duration, platform: Platform): Vector<never> =>
  slos[name].sli.errors(platform, window).dividedBy(slos[name].sli.total(platform, window));

/** The share (0..1) that failed over the window; NaN where there was nothing. */
export const errorRatio = (
  name: SloName,
  window: Duration,
  platform: Platform,
  { recorded }: Evaluator,
): Vector<never> => (recorded ? max(series(ratioName(window), name, platform)) : directly(name, window, platform));

/** Events a second over the whole window, failed or not: the part of it that nobody has seen counts as without any. */
export function volumeOver(
  name: SloName,
  window: Duration,
  platform: Platform,
  { recorded }: Evaluator,
): Vector<never> {
  const step = '1m';
  if (!recorded) return slos[name].sli.total(platform, window);
  return max(sumOverTime(series(TOTAL, name, platform), window, step)).dividedBy(seconds(window) / seconds(step));
}

interface SloRule {
  readonly record: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly expr: string;
}

/** The recording rules of a stack's SLOs: what alerts read, to be evaluated before them, and what only panels read. */
export function sloRecording(
  platform: Platform,
  environment: string,
  overrides: SloOverrides,
): { readonly fast: SloRule[]; readonly slow: { readonly interval: Duration; readonly rules: SloRule[] } } {
  // Totals have lost their labels: without the platform's own, nobody could select them as its series.
  const own = Object.entries(platform.matchers).filter(
    (entry): entry is [TargetLabel, string] => typeof entry[1] === 'string',
  );
  const rule = (slo: SloName, record: string, expr: Vector<never>): SloRule => ({
    record,
    labels: { environment, ...Object.fromEntries(own), slo },
    expr: String(expr),
  });
  const ratio = (slo: SloName, window: Duration): SloRule => {
    const recorded = (name: string) => {
      const rate = series(name, slo, platform);
      return max(window === WINDOW ? rate : sumOfAll(rate, window));
    };
    const divided = recorded(ERRORS).dividedBy(recorded(TOTAL));
    const counted = window === FROM_COUNTERS && slos[slo].sli.ofTime === undefined;
    return rule(slo, ratioName(window), counted ? directly(slo, window, platform) : divided);
  };
  const names = enabledSlos(overrides);
  return {
    fast: names.flatMap((slo) => [
      rule(slo, ERRORS, slos[slo].sli.errors(platform, WINDOW)),
      rule(slo, TOTAL, slos[slo].sli.total(platform, WINDOW)),
      ...WINDOWS.map((window) => ratio(slo, window)),
    ]),
    slow: { interval: SLOW, rules: names.map((slo) => ratio(slo, slos[slo].window)) },
  };
}
