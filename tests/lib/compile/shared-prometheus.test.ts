/** What alerts select in a Prometheus with series of other stacks, and in one without. */
import { uninhibitedCondition } from '../../../lib/alerting/uninhibited';
import { condition, resolveAll, type RuleContext } from '../../../lib/alerting/resolve';
import { buildRules, rulesIn } from '../../../lib/compile/prometheus-rules';
import { nodesOf, selectionsOf, type Vector } from '../../../lib/promql';
import { trading } from '../../../platform';
import { CONFIG_FLAGS, CONTAINERS, prometheusConfig } from '../../../lib/compile/prometheus-config';
import { toSettings } from '../../../lib/settings/settings';
import { context } from '../../support/dashboards';
import { EXPORTERS } from '../../support/exporters';

const SESSIONS = { london: { opens: '08:00', closes: '16:30', location: 'Europe/London' } };
const ownServer = context({ market: { sessions: SESSIONS } });
const shared: RuleContext = { ...ownServer, sharedPrometheus: true };

const recorded = (rules: RuleContext) => new Set(rulesIn(buildRules(rules)).flatMap(({ record }) => record ?? []));
/** The selectors of recorded series, each with whether it names the environment. */
const selections = (rules: RuleContext, expr: Vector) =>
  selectionsOf(expr.node)
    .filter(({ metric }) => recorded(rules).has(metric))
    .map(({ metric, matchers }) => ({
      metric,
      hasEnvironment: matchers.some(({ label, value }) => label === 'environment' && value === 'dev'),
    }));

test('an alert on the stack’s own Prometheus selects recorded series by name alone', () => {
  const all = resolveAll(ownServer).flatMap((alert) => selections(ownServer, uninhibitedCondition(alert, ownServer)));
  expect(all.length).toBeGreaterThan(40);
  expect(all.filter(({ hasEnvironment }) => hasEnvironment)).toEqual([]);
});

test('an alert on a shared Prometheus selects the series of its environment, or matches on it', () => {
  for (const alert of resolveAll(shared)) {
    const expr = uninhibitedCondition(alert, shared);
    const matchesByIt = nodesOf(expr.node).some(
      (node) => node.kind === 'binary' && node.matching?.labels.includes('environment'),
    );
    const unlabelled = selections(shared, expr).filter(({ hasEnvironment }) => !hasEnvironment);
    expect(unlabelled.map(({ metric }) => metric)).toEqual(matchesByIt ? ['alert:inhibited:info'] : []);
  }
});

test('an alert on a shared Prometheus compares one recorded series of its own name, without inhibited label sets', () => {
  const rules = rulesIn(buildRules(shared, true));
  const at = rules.findIndex(({ record }) => record === 'alert:HighErrorRate:uninhibited');
  expect(rules[at]).toMatchObject({ labels: { environment: 'dev' } });
  expect(String(rules[at]?.expr)).toBe(
    'endpoint:errors_5xx:rate5m{environment="dev"} unless on (environment) alert:inhibited:info{target="HighErrorRate"}',
  );
  const alert = rules.findIndex((rule) => rule.alert === 'HighErrorRate');
  expect(String(rules[alert]?.expr)).toBe('alert:HighErrorRate:uninhibited{environment="dev"} > 0.1');
  expect(alert).toBeGreaterThan(at);
});

test('an inhibited alert still fires in Prometheus if Grafana notifies', () => {
  const rules = rulesIn(buildRules(shared));
  for (const alert of resolveAll(shared))
    expect(String(rules.find((rule) => rule.alert === alert.name)?.expr)).toBe(String(condition(alert)));
});

test('each series on the stack’s own Prometheus has its environment: targets have the label, and cannot override it', () => {
  const config = prometheusConfig(toSettings(trading, 'dev', EXPORTERS), {}, CONTAINERS);
  for (const job of config.scrape_configs) {
    for (const { labels } of job.static_configs) expect(labels).toMatchObject({ environment: 'dev' });
    // Prometheus renames the target's label to exported_environment.
    expect(job).not.toHaveProperty('honor_labels');
  }
  expect(CONFIG_FLAGS.filter((flag) => flag.includes('receiver'))).toEqual([]);
});
