/**
 * False alarms of the alerts on a ratio: in a simulated month of ordinary days, chance alone causes less than one
 * notification.
 */
import { seeded } from '../../demo/random';
import { seconds } from '../../lib/units';
import { resolveAll, type Alert } from '../../lib/alerting/resolve';
import { WINDOW } from '../../lib/promql/window';
import { context } from '../support/dashboards';

/** Seconds between two evaluations. */
const STEP = 15;
const MONTH = (30 * 24 * 3600) / STEP;
const SEEDS = [1, 2, 3];
/** A limit on latency is compared with the share of slow answers: the 95th percentile. */
const SLOW_SHARE = 0.05;

/**
 * A random count with this expected value.
 * https://en.wikipedia.org/wiki/Poisson_distribution#Random_variate_generation
 */
function poisson(expected: number, random: () => number): number {
  const limit = Math.exp(-expected);
  let count = -1;
  for (let product = 1; product > limit || count < 0; count++) product *= random();
  return count;
}

/** How often an alert fires for one culprit in a month in which each event fails with the usual probability. */
function countPages({ background, threshold, for: duration }: Alert, random: () => number): number {
  if (background === undefined) throw new Error('the alert has no ratio');
  const window = seconds(WINDOW) / STEP;
  const limit = threshold.unit === 'ratio' ? threshold.value : SLOW_SHARE;
  const [all, bad] = [new Uint16Array(window), new Uint16Array(window)];
  let [sum, wrong, since, times] = [0, 0, 0, 0];
  for (let at = 0; at < MONTH; at++) {
    const slot = at % window;
    const events = poisson(background.events / window, random);
    let failed = 0;
    for (let event = 0; event < events; event++) failed += random() < background.share ? 1 : 0;
    sum += events - (all[slot] ?? 0);
    wrong += failed - (bad[slot] ?? 0);
    all[slot] = events;
    bad[slot] = failed;
    since = wrong >= background.least && wrong > limit * sum ? since + STEP : 0;
    if (since === seconds(duration) + STEP) times++;
  }
  return times;
}

/**
 * An upper bound on the same for many culprits: from one bad event to the next, as good events only lower the share.
 * The bound holds from the event that completes the minimum in a window until the first of these leaves the window.
 */
function toldAtMost({ background, for: duration }: Alert, random: () => number): number {
  if (background === undefined) throw new Error('the alert has no ratio');
  const gap = seconds(WINDOW) / (background.events * background.share);
  const bad: number[] = [];
  let [now, since, until, times] = [0, 0, 0, 0];
  while (now < MONTH * STEP) {
    now -= gap * Math.log(1 - random());
    bad.push(now);
    if (bad.length < background.least) continue;
    const first = bad.splice(0, 1)[0] ?? 0;
    if (first + seconds(WINDOW) <= now) continue;
    if (now > until) since = now;
    const before = until - since;
    until = first + seconds(WINDOW);
    if (until - since >= seconds(duration) && (now === since || before < seconds(duration))) times++;
  }
  return times;
}

const ratios = resolveAll(context()).filter(({ background }) => background !== undefined);

test('every alert on a share declares what an ordinary day looks like', () => {
  const shares = resolveAll(context()).filter(({ minimumRate, slo }) => minimumRate !== undefined && slo === undefined);
  expect(ratios.map(({ name }) => name)).toEqual(shares.map(({ name }) => name));
});
test.each(ratios)('$name sends less than one false alarm a month, all culprits together', (alert) => {
  const months = SEEDS.map((seed) => {
    const [random, { culprits = 0 } = {}] = [seeded(seed), alert.background];
    if (culprits === 1) return countPages(alert, random);
    return Array.from({ length: culprits }, () => toldAtMost(alert, random)).reduce((a, b) => a + b, 0);
  });
  expect(months.reduce((a, b) => a + b, 0) / SEEDS.length).toBeLessThan(1);
});
test('without a minimum of bad events there would be many false alarms', () => {
  const [alert] = ratios.filter(({ name }) => name === 'HighPaymentFailureRate');
  if (alert?.background === undefined) throw new Error('the catalogue has no such alert');
  const background = { ...alert.background, least: 1, events: 1 };
  expect(countPages({ ...alert, background, for: '2m' }, seeded(1))).toBeGreaterThan(100);
});
