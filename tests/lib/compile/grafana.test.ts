/** Grafana notifies the same people as Alertmanager. These tests do not prove what Grafana does with the policy. */
import { trading } from '../../../platform';
import { ruleContext, toSettings } from '../../../lib/settings/settings';
import { compile } from '../../../lib/compile';
import { grafanaRuleGroups, type GrafanaRule } from '../../../lib/compile/grafana-rules';
import { grafanaNotifications, type GrafanaNotifications } from '../../../lib/compile/grafana-notifications';
import { prometheusRules } from '../../../lib/compile/prometheus-rules';
import { seconds, type Duration } from '../../../lib/units';
import { resolveAll, type Alert } from '../../../lib/alerting/resolve';
import { sourcesOf } from '../../../lib/alerting/inhibition';
import { readPromql } from '../../support/promql';
import { EVERY_RECEIVER, settingsWithAlerting } from '../../support/receivers';

function notificationsOf(alerting: object = EVERY_RECEIVER): GrafanaNotifications {
  const compiled = grafanaNotifications(settingsWithAlerting(alerting).alerting, {
    catalogue: trading,
    environment: 'prod',
  });
  if (compiled === undefined) throw new Error('no contact point');
  return compiled;
}

const alerts = resolveAll(ruleContext(settingsWithAlerting()));
/** The branch of the policy that Grafana takes: the first that matches. */
function branchOf({ policy }: GrafanaNotifications, { name, labels }: Alert) {
  const all: Record<string, string> = { alertname: name, ...labels };
  return policy.policies.find(({ matchers }) => matchers.every(({ label, value }) => all[label] === value));
}

describe('each alert reaches the contact point of its severity, the Watchdog its own', () => {
  test.each(alerts.map((alert) => [alert.name, alert] as const))('%s', (name, alert) => {
    const contactPoint = name === 'Watchdog' ? 'trading-prod-dead-mans-switch' : `trading-prod-${alert.severity}`;
    expect(branchOf(notificationsOf(), alert)?.contactPoint).toBe(contactPoint);
  });
});

describe('a team with routes of its own', () => {
  const OWNED = { ...EVERY_RECEIVER, teams: { payments: { routes: { critical: EVERY_RECEIVER.routes.critical } } } };
  const compiled = notificationsOf(OWNED);

  test.each(alerts.map((alert) => [alert.name, alert] as const))('%s', (name, alert) => {
    const isOwn = alert.labels.team === 'payments' && alert.severity === 'critical';
    const receiver = name === 'Watchdog' ? 'dead-mans-switch' : isOwn ? 'payments-critical' : alert.severity;
    expect(branchOf(compiled, alert)?.contactPoint).toBe(`trading-prod-${receiver}`);
    expect(compiled.ofRule(alert).contactPoint).toBe(`trading-prod-${receiver}`);
  });

  test('gets the settings of its own contact point', () => {
    expect(compiled.contactPoints.map(({ name }) => name)).toContain('trading-prod-payments-critical');
    expect(alerts.some(({ labels, severity }) => labels.team === 'payments' && severity === 'critical')).toBe(true);
  });
});

test('the contact points contain the receivers of the routes', () => {
  expect(notificationsOf().contactPoints.map(({ name, ...kinds }) => [name, Object.keys(kinds)])).toEqual([
    ['trading-prod-critical', ['slacks', 'pagerduties', 'webhooks']],
    ['trading-prod-warning', ['slacks']],
    ['trading-prod-info', ['emails']],
    ['trading-prod-dead-mans-switch', ['webhooks']],
  ]);
});

test('every name in the policy and the rules exists, and contains the environment', () => {
  const compiled = notificationsOf({
    routes: { critical: EVERY_RECEIVER.routes.critical, warning: EVERY_RECEIVER.routes.warning },
  });
  const branches = [...compiled.policy.policies, ...alerts.map((alert) => compiled.ofRule(alert))];
  const points = compiled.contactPoints.map(({ name }) => name);
  const timings = compiled.muteTimings.map(({ name }) => name);
  expect(points).toEqual(expect.arrayContaining([...new Set(branches.map(({ contactPoint }) => contactPoint))]));
  expect(timings).toEqual(
    expect.arrayContaining([...new Set(branches.flatMap(({ muteTimings = [] }) => muteTimings))]),
  );
  for (const name of [...points, ...timings, compiled.template.name]) expect(name).toMatch(/^trading-prod-/);
});

test('muted times apply to warnings only', () => {
  const muted = notificationsOf().policy.policies.map(({ matchers, muteTimings }) => [matchers[0]?.value, muteTimings]);
  expect(Object.fromEntries(muted)).toEqual({
    Watchdog: undefined,
    critical: undefined,
    warning: ['trading-prod-market-closed', 'trading-prod-weekends'],
    info: undefined,
  });
});

test('a severity without a route is always muted instead of reaching the root, which pages', () => {
  const compiled = notificationsOf({ routes: { critical: EVERY_RECEIVER.routes.critical } });
  const warning = compiled.policy.policies.find(({ matchers }) => matchers[0]?.value === 'warning');
  expect(warning?.muteTimings).toEqual(['trading-prod-never-notified']);
  expect(compiled.muteTimings).toEqual([
    { name: 'trading-prod-never-notified', intervals: [{ times: [{ start: '00:00', end: '24:00' }] }] },
  ]);
});

test('a stack without routes leaves the server’s own policy unchanged', () => {
  expect(
    grafanaNotifications(settingsWithAlerting({}).alerting, { catalogue: trading, environment: 'prod' }),
  ).toBeUndefined();
});

describe('the rules', () => {
  const rulesOf = (raw: object, evaluatesRules = true): GrafanaRule[] => {
    const context = { ...ruleContext(toSettings(trading, 'dev', raw)), evaluatesRules };
    return grafanaRuleGroups(context, { datasourceUid: 'p', heartbeat: false }).flatMap(({ rules }) => rules);
  };
  const expr = (rules: GrafanaRule[], title: string) =>
    String(rules.find((rule) => rule.title === title)?.data[0]?.model.expr);

  test('of a warning return nothing while Prometheus records it as inhibited, and name what inhibits it', () => {
    expect(expr(rulesOf({}), 'HighErrorRate')).toMatch(
      /\sunless on \(\)\s+alert:inhibited:info\{target="HighErrorRate"\}$/,
    );
    const inhibitedBy = (title: string) =>
      rulesOf({})
        .find((rule) => rule.title === title)
        ?.annotations.inhibited_by?.split(', ');
    expect(inhibitedBy('HighErrorRate')).toEqual(['CriticalErrorRate', 'RedisDisconnected', 'TargetDown']);
    expect(inhibitedBy('TargetDown')).toBeUndefined();
  });

  test('are never inhibited if Prometheus evaluates no rules, and name their possible causes', () => {
    const rules = rulesOf({}, false);
    for (const { data } of rules) expect(String(data[0]?.model.expr)).not.toMatch(/ALERTS|inhibited/);
    expect(rules.find(({ title }) => title === 'HighErrorRate')?.annotations.may_follow_from).toContain(
      'CriticalErrorRate',
    );
    for (const rule of rulesOf({})) expect(rule.annotations.may_follow_from).toBeUndefined();
  });

  test('keep their state while Prometheus is unreachable; one fires for it, and the Watchdog stops', () => {
    const states = rulesOf({}).map(({ title, execErrState }) => [title, execErrState]);
    const { PrometheusUnreachable, Watchdog, ...otherStates } = Object.fromEntries(states) as Record<string, string>;
    expect([PrometheusUnreachable, Watchdog]).toEqual(['Alerting', 'OK']);
    expect(new Set(Object.values(otherStates))).toEqual(new Set(['KeepLast']));
    const rule = rulesOf({}).find(({ title }) => title === 'PrometheusUnreachable');
    expect(rule).toMatchObject({ for: '120s', noDataState: 'Alerting', labels: { severity: 'critical' } });
    expect(JSON.stringify(rule?.annotations)).not.toContain('$value');
  });

  test('keep firing for at least a window after their condition, as in Prometheus: a gap in the samples resolves nothing', () => {
    const ours = rulesOf({}).filter(({ title }) => alerts.some(({ name }) => name === title));
    const grafana = Object.fromEntries(ours.map(({ title, keepFiringFor = '0s' }) => [title, keepFiringFor]));
    const files = Object.values(prometheusRules(ruleContext(toSettings(trading, 'dev', {})), true));
    const prometheus = Object.fromEntries(
      files
        .flatMap(({ groups }) => groups.flatMap(({ rules }) => rules))
        .flatMap(({ alert, keep_firing_for = '0s' }) =>
          alert === undefined ? [] : [[alert, `${seconds(keep_firing_for as Duration)}s`]],
        ),
    );
    expect(grafana).toEqual(prometheus);
    expect(grafana.HighErrorRate).toBe('300s');
  });

  test('keep firing for as long as their `for`, at most a quarter of an hour: new labels would restart it', () => {
    const keepFiring = (raw: Record<string, unknown>) =>
      Object.fromEntries(rulesOf(raw).map(({ title, keepFiringFor }) => [title, keepFiringFor]));
    expect(keepFiring({})).toMatchObject({ HighClientErrorRate: '600s', NoCheckoutsStarted: '900s' });
    expect(keepFiring({ thresholds: { HighErrorRate: { for: '12m' } } }).HighErrorRate).toBe('720s');
  });

  test.each([true, false])('parse, whether or not the firing alerts are known (%s)', (recorded) => {
    for (const { title, data } of rulesOf({}, recorded))
      expect([title, readPromql(String(data[0]?.model.expr)).errors]).toEqual([title, []]);
  });

  test('treat no data as OK if inhibition may empty their query', () => {
    const context = ruleContext(toSettings(trading, 'dev', {}));
    for (const { title, noDataState } of rulesOf({})) {
      const alert = alerts.find(({ name }) => name === title);
      if (alert !== undefined && sourcesOf(alert.name, context).length > 0) expect(noDataState).toBe('OK');
    }
    expect(rulesOf({}).find(({ title }) => title === 'TargetDown')?.noDataState).toBe('Alerting');
  });

  test('have a valid UID that depends only on their alert and environment', () => {
    const uidsOf = (raw: object) => Object.fromEntries(rulesOf(raw).map(({ title, uid }) => [title, uid]));
    const long = 'twenty-four-letters-long';
    const [dev, other, longNamed] = [{}, { thresholds: { HighErrorRate: { enabled: false } } }, { environment: long }];
    const uids = uidsOf(dev);
    expect(uids.HighAPILatency).toBe('HighAPILatency-dev');
    const { HighErrorRate: _off, ...otherUids } = uids;
    expect(uidsOf(other)).toEqual(otherUids);
    const all = [uids, uidsOf(longNamed)].flatMap((each) => Object.values(each));
    expect(new Set(all).size).toBe(all.length);
    for (const uid of all) expect(uid).toMatch(/^[\w-]{1,40}$/);
  });

  test('show the Watchdog wherever a route can take it; without routes it would notify anybody', () => {
    const paused = (alerting: object) =>
      compile(settingsWithAlerting(alerting))
        .grafana.ruleGroups.flatMap(({ rules }) => rules)
        .filter(({ isPaused }) => isPaused)
        .map(({ title }) => title);
    expect(paused({})).toEqual(['Watchdog']);
    expect(paused({ routes: EVERY_RECEIVER.routes, smtp: EVERY_RECEIVER.smtp })).toEqual([]);
    expect(paused(EVERY_RECEIVER)).toEqual([]);
  });

  test('notify nobody of the Watchdog if there is no dead man’s switch', () => {
    const compiled = notificationsOf({ routes: EVERY_RECEIVER.routes, smtp: EVERY_RECEIVER.smtp });
    const [first] = compiled.policy.policies;
    expect(first).toMatchObject({ matchers: [{ value: 'Watchdog' }], muteTimings: ['trading-prod-never-notified'] });
    expect(compiled.ofRule({ name: 'Watchdog', severity: 'info', labels: {} }).muteTimings).toEqual([
      'trading-prod-never-notified',
    ]);
    expect(compiled.muteTimings.map(({ name }) => name)).toContain('trading-prod-never-notified');
  });

  test('notify directly if the policy is not the stack’s, with the grouping that Grafana requires', () => {
    const { ofRule } = notificationsOf();
    expect(ofRule({ name: 'HighErrorRate', severity: 'warning', labels: { team: 'backend' } })).toEqual({
      contactPoint: 'trading-prod-warning',
      groupBies: ['grafana_folder', 'alertname', 'environment', 'component'],
      groupWait: '1m',
      groupInterval: '5m',
      repeatInterval: '12h',
      muteTimings: ['trading-prod-market-closed', 'trading-prod-weekends'],
    });
  });
});
