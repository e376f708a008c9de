/**
 * An incident fires in time, fires without a gap and resolves, whatever happens to the measurement: single failed
 * scrapes in any pattern, a gap of minutes, restarts of the process. Random cases from a fixed seed, under promtool.
 */
import { trading } from '../../platform';
import fc from 'fast-check';
import { prometheusRules, type PrometheusRule } from '../../lib/compile/prometheus-rules';
import { ruleContext, toSettings } from '../../lib/settings/settings';
import { renderSelector } from '../../lib/promql';
import { seconds, type Duration } from '../../lib/units';
import type { AlertName } from '../../platform';
import { WINDOW } from '../../lib/promql/window';
import { runRuleTests } from '../support/promtool';

const SCRAPE = 15;
const SEED = 20260304;
const rules = prometheusRules(ruleContext(toSettings(trading, 'dev', {})));
const rule = (alert: AlertName): PrometheusRule =>
  Object.values(rules)
    .flatMap(({ groups }) => groups.flatMap((group) => group.rules))
    .find((each) => each.alert === alert) ?? { expr: '' };
/** All in scrapes: an hour, with the incident somewhere in its middle. */
const LENGTH = 240;
const GAP = { least: 4, most: 16 };

interface Case {
  readonly start: number;
  readonly end: number;
  /** Failed scrapes, never two in a row. */
  readonly failed: ReadonlySet<number>;
  /** A time without any scrape, while the alert fires. */
  readonly gap: { readonly after: number; readonly length: number };
  /** Restarts: counters start from zero. */
  readonly restarts: ReadonlySet<number>;
}

const scrape = (min: number, max: number) => fc.integer({ min, max });
const cases: fc.Arbitrary<Case> = fc
  .record({
    start: scrape(40, 60),
    end: scrape(140, 160),
    failed: fc.array(scrape(1, LENGTH), { maxLength: 80 }),
    gap: fc.record({ after: scrape(0, 10), length: scrape(GAP.least, GAP.most) }),
    restarts: fc.array(scrape(1, LENGTH), { maxLength: 4 }),
  })
  .map(({ failed, restarts, ...otherFaults }) => ({
    ...otherFaults,
    failed: new Set([...new Set(failed)].sort((a, b) => a - b).filter((at, i, all) => all[i - 1] !== at - 1)),
    restarts: new Set(restarts),
  }));

/**
 * Input series of one alert: a value at each scrape, of a process that restarts and an incident that begins and ends.
 */
interface Incident {
  readonly alert: AlertName;
  readonly series: readonly string[];
  /** The value at a scrape; `since` is the scrape of the last restart. */
  readonly value: (at: number, since: number, of: Case) => number;
  /** Scrapes from the start until the measurement is beyond its limit, at most. */
  readonly visible: number;
  /** The number of cases: fewer for alerts that are expensive to evaluate. */
  readonly cases: number;
}

const inIncident = (at: number, { start, end }: Case) => at >= start && at < end;
/** The count of events at a scrape, since the process started. */
const counted = (at: number, since: number, each: (at: number) => number) =>
  Array.from({ length: at - since }, (_, i) => each(since + i + 1)).reduce((sum, events) => sum + events, 0);
const window = seconds(WINDOW) / SCRAPE;

const incidents: readonly Incident[] = [
  {
    alert: 'HighErrorRate',
    series: ['errors_total{status="503",endpoint="/api/v1/signals"}', 'errors_total{status="500",endpoint="/b{}"}'],
    value: (at, since, of) => counted(at, since, (each) => (inIncident(each, of) ? 6 : 0)),
    visible: window,
    cases: 30,
  },
  {
    alert: 'RedisDisconnected',
    series: ['redis_connected'],
    value: (at, _since, of) => (inIncident(at, of) ? 0 : 1),
    visible: 2,
    cases: 50,
  },
  {
    alert: 'NoEARequests',
    series: ['ea_requests_total{endpoint="/poll"}', 'ea_requests_total{endpoint="/ack"}'],
    value: (at, since, of) => counted(at, since, (each) => (inIncident(each, of) ? 0 : 4)),
    visible: window + 1,
    cases: 20,
  },
];

const time = (at: number) => `${at * SCRAPE}s`;

function played(incident: Incident, of: Case) {
  const { alert, series, visible } = incident;
  const { for: duration = '0s', keep_firing_for: keepFiringFor = '0s' } = rule(alert);
  const firing = `ALERTS{alertname="${alert}",alertstate="firing"}`;
  // One failed scrape at the beginning, and one evaluation until the rules see it.
  const firingFrom = of.start + visible + seconds(duration as Duration) / SCRAPE + 2;
  const ended = of.end + window + seconds(keepFiringFor as Duration) / SCRAPE + 3;
  const gap = { from: firingFrom + of.gap.after, to: firingFrom + of.gap.after + of.gap.length };
  const scraped = (at: number) => !of.failed.has(at) && (at < gap.from || at >= gap.to);
  const values = (value: (at: number) => string) => Array.from({ length: LENGTH + 1 }, (_, at) => value(at)).join(' ');
  const since = (at: number) => Math.max(0, ...[...of.restarts].filter((restart) => restart <= at));
  return {
    name: JSON.stringify({ alert, ...of, failed: [...of.failed], restarts: [...of.restarts] }),
    interval: `${SCRAPE}s`,
    input_series: [
      {
        series: renderSelector('up', { job: 'backend-api', instance: 'a:8000' }),
        values: values((at) => (scraped(at) ? '1' : '0')),
      },
      ...series.map((name) => ({
        series: name.includes('{')
          ? name.replace('{', '{job="backend-api",instance="a:8000",')
          : `${name}{job="backend-api",instance="a:8000"}`,
        // Prometheus marks the series of a failed scrape as stale.
        values: values((at) => (scraped(at) ? String(incident.value(at, since(at), of)) : 'stale')),
      })),
    ],
    promql_expr_test: [
      { eval_time: time(of.start), expr: `count_over_time(${firing}[1h])`, exp_samples: [] },
      {
        eval_time: time(of.end),
        expr: `min_over_time((group(${firing}) or vector(0))[${time(of.end - firingFrom)}:${SCRAPE}s])`,
        exp_samples: [{ labels: '{}', value: 1 }],
      },
      { eval_time: time(ended), expr: firing, exp_samples: [] },
      { eval_time: time(LENGTH), expr: `count_over_time(${firing}[${time(LENGTH - ended)}])`, exp_samples: [] },
    ],
  };
}

test.each(incidents)('$alert fires during the whole incident, and resolves after it', async (incident) => {
  const tests = fc.sample(cases, { numRuns: incident.cases, seed: SEED }).map((each) => played(incident, each));
  await runRuleTests(rules, [`ALERTS{alertname="${incident.alert}"}`], tests, SCRAPE);
});
