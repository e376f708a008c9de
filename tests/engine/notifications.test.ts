/**
 * Routes and receivers on the real Pulumi engine. The providers are test doubles (tests/support/provider-double.ts).
 */
import { startEngine, calledResources, PROJECT, type Call, type Engine } from '../support/engine';
import { CREDENTIALS, EVERY_RECEIVER, setSecrets } from '../support/receivers';

/** Everything that a person can read in a container or its `docker inspect`. */
const inspectable = ({ props }: Call) => JSON.stringify({ ...props, uploads: [] });

describe.each(['grafana', 'alertmanager'] as const)('with the engine %s', (notifier) => {
  let subject: Engine;
  let calls: Call[];
  let output = '';
  beforeAll(async () => {
    subject = await startEngine('prod', { alerting: { ...EVERY_RECEIVER, engine: notifier } });
    await setSecrets(subject.stack);
    await subject.stack.preview({ onOutput: (text) => (output += text) });
    await subject.up({ onOutput: (text) => (output += text) });
    calls = subject.calls();
  });
  afterAll(() => subject?.close());
  const created = (type: string) => calledResources(calls, 'create').filter((name) => name.startsWith(type));

  test('only that engine notifies', () => {
    const grafanaResources = [
      'ContactPoint',
      'MessageTemplate',
      'MuteTiming',
      'NotificationPolicy',
      'RuleGroup',
    ].flatMap(created);
    const other = ['Container alertmanager', 'DataSource alertmanager'].flatMap(created);
    if (notifier === 'grafana') {
      expect(grafanaResources).toEqual([
        'ContactPoint trading-prod-critical',
        'ContactPoint trading-prod-dead-mans-switch',
        'ContactPoint trading-prod-info',
        'ContactPoint trading-prod-warning',
        'MessageTemplate notifications',
        'MuteTiming trading-prod-market-closed',
        'MuteTiming trading-prod-weekends',
        'NotificationPolicy policy',
        'RuleGroup api-health',
        'RuleGroup business-health',
        'RuleGroup meta',
        'RuleGroup slo',
      ]);
      expect(other).toEqual([]);
    } else {
      expect(grafanaResources).toEqual([]);
      expect(other).toEqual(['Container alertmanager', 'Container alertmanager-files', 'DataSource alertmanager']);
    }
  });

  test('no credential is readable in state, outputs, logs, or `docker inspect`', async () => {
    const readable = [
      subject.state(),
      JSON.stringify(await subject.stack.outputs()),
      output,
      ...calls.filter(({ type }) => type.endsWith(':Container')).map(inspectable),
    ];
    for (const text of readable)
      for (const credential of Object.values(CREDENTIALS)) expect(text).not.toContain(credential);
  });

  test('each credential reaches the server that needs it', () => {
    const allCalls = JSON.stringify(calls);
    for (const credential of Object.values(CREDENTIALS)) expect(allCalls).toContain(credential);
  });

  test('a second up changes nothing', async () => {
    expect(Object.keys(await subject.up())).toEqual(['same']);
  });

  test('a changed receiver changes only the resources that contain it', async () => {
    await subject.stack.setAllConfig(
      { [`${PROJECT}:alerting.routes.warning.slack.url`]: { value: 'https://hooks.slack.example/new', secret: true } },
      true,
    );
    await subject.up();
    const fresh = subject.calls();
    const changed = [...calledResources(fresh, 'update'), ...calledResources(fresh, 'create')];
    expect(changed).toEqual(
      notifier === 'grafana'
        ? ['ContactPoint trading-prod-warning']
        : ['Container alertmanager', 'Container alertmanager-files'],
    );
  });
});

test('a stack without routes warns that nobody is notified', async () => {
  const subject = await startEngine('dev', {});
  let output = '';
  await subject.stack.preview({ onOutput: (text) => (output += text) });
  subject.close();
  expect(output).toContain('Nobody is notified when an alert fires');
});
