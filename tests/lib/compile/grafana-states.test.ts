/** The states of Grafana's rules while Prometheus answers, is unreachable, and answers again. */
import { trading } from '../../../platform';
import { grafanaRuleGroups } from '../../../lib/compile/grafana-rules';
import { ruleContext, toSettings } from '../../../lib/settings/settings';
import { PROMETHEUS_UNREACHABLE } from '../../../rules/data-source';
import { ruleStates, type QueryResult } from '../../support/grafana-state';

const groups = grafanaRuleGroups(ruleContext(toSettings(trading, 'dev', {})), {
  datasourceUid: 'prometheus',

  heartbeat: true,
});
function statesOf(title: string, results: readonly QueryResult[]) {
  const group = groups.find(({ rules }) => rules.some((rule) => rule.title === title));
  const rule = group?.rules.find((one) => one.title === title);
  if (group === undefined || rule === undefined) throw new Error(`Grafana has no rule ${title}`);
  return ruleStates(rule, group.interval, results);
}
/** Evaluations in two minutes: one every 20 seconds. */
const TWO_MINUTES = 6;
const repeat = (times: number, result: QueryResult): QueryResult[] => Array.from({ length: times }, () => result);

describe.each(['error', 'empty'] as const)('PrometheusUnreachable, when the query ends in: %s', (result) => {
  test('fires after two minutes, not one evaluation earlier, and resolves at the first answer', () => {
    const states = statesOf(PROMETHEUS_UNREACHABLE, [1, ...repeat(TWO_MINUTES + 1, result), 1]);
    expect(states).toEqual(['Normal', ...Array.from({ length: TWO_MINUTES }, () => 'Pending'), 'Alerting', 'Normal']);
  });
  test('does not fire during a shorter outage, such as a restart', () => {
    const states = statesOf(PROMETHEUS_UNREACHABLE, [1, ...repeat(TWO_MINUTES, result), 1, 1]);
    expect(states).not.toContain('Alerting');
  });
});

test('PrometheusUnreachable does not fire while Prometheus answers', () => {
  expect(new Set(statesOf(PROMETHEUS_UNREACHABLE, repeat(60, 1)))).toEqual(new Set(['Normal']));
});

test('an alert of the platform neither fires nor resolves because Prometheus is unreachable', () => {
  const firing = statesOf('RedisDisconnected', [...repeat(10, 0), ...repeat(30, 'error')]);
  expect(firing.slice(-30)).toEqual(Array.from({ length: 30 }, () => 'Alerting'));
  expect(statesOf('RedisDisconnected', [1, ...repeat(30, 'error')])).not.toContain('Pending');
});

test('the Watchdog stops while Prometheus is unreachable', () => {
  expect(statesOf('Watchdog', [1, 'error', 1])).toEqual(['Alerting', 'Normal', 'Alerting']);
});
