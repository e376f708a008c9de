/**
 * A signal source that delivers while its market is open: the alert does not fire outside its usual hours, and fires
 * for silence within them.
 */
import { trading } from '../../platform';
import { prometheusRules } from '../../lib/compile/prometheus-rules';
import { ruleContext, toSettings } from '../../lib/settings/settings';
import { runRuleTests } from '../support/promtool';

const rules = prometheusRules(ruleContext(toSettings(trading, 'dev', {})));
const FIRING = 'count(ALERTS{alertname="SignalSourceSilent",alertstate="firing",source="nyse"})';
const DAY = 24 * 60;

/** Half-open intervals, in minutes since the first midnight, in which the source delivers 6 signals a minute. */
type Session = readonly [opens: number, closes: number];
/** Sessions of one day each, opened at a time of that day for six and a half hours. */
const days = (from: number, count: number, opens: number): Session[] =>
  Array.from({ length: count }, (_, i): Session => [(from + i) * DAY + opens, (from + i) * DAY + opens + 390]);
const OPENING = 13 * 60 + 30;

/** The counter at each minute until `end`. */
function counter(sessions: readonly Session[], end: number): string {
  const delivers = (minute: number) => sessions.some(([opens, closes]) => minute >= opens && minute < closes);
  let count = 0;
  return Array.from({ length: end }, (_, minute) => (delivers(minute) ? (count += 6) : count)).join(' ');
}

test.each<[string, { sessions: Session[]; every: number; minutes: number[]; firing: boolean }]>([
  [
    'is not missed before its usual opening',
    {
      sessions: days(0, 2, OPENING),
      every: 60,
      minutes: [1, 2, 3, 4, 5].map((before) => DAY + OPENING - before),
      firing: false,
    },
  ],
  [
    'is not missed on the days after a change of clocks, when it opens an hour later',
    {
      // Monday to Friday of one week, and of the next one, whose Sunday has a DST change.
      sessions: [...days(0, 5, OPENING), ...days(7, 2, OPENING + 60)],
      every: 300,
      minutes: [0, 1].flatMap((day) => [20, 30, 40, 50].map((past) => (7 + day) * DAY + OPENING + past)),
      firing: false,
    },
  ],
  [
    'is missed when it stops in the middle of its session',
    {
      sessions: [...days(0, 1, OPENING), [DAY + OPENING, DAY + OPENING + 120]],
      every: 60,
      minutes: [DAY + OPENING + 120 + 21],
      firing: true,
    },
  ],
])('%s', async (_case, { sessions, every, minutes, firing }) => {
  const end = Math.max(...minutes) + 10;
  await runRuleTests(
    rules,
    [FIRING],
    [
      {
        interval: '1m',
        input_series: [
          { series: 'signals_ingested_total{job="backend-api",source="crypto"}', values: `0+6x${end}` },
          { series: 'signals_ingested_total{job="backend-api",source="nyse"}', values: counter(sessions, end) },
        ],
        promql_expr_test: minutes.map((minute) => ({
          expr: FIRING,
          eval_time: `${minute}m`,
          exp_samples: firing ? [{ value: 1 }] : [],
        })),
      },
    ],
    every,
  );
});
