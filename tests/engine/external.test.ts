/**
 * The target `external` on the real Pulumi engine. Grafana's provider is a test double; Pulumi's own dynamic
 * provider reaches the ruler over real HTTP, but the ruler is a stand-in that evaluates nothing.
 */
import { trading } from '../../platform';
import { compile } from '../../lib/compile';
import { ENCRYPTED } from '../../lib/settings/raw';
import { toSettings } from '../../lib/settings/settings';
import { startEngine, calledResources, PROJECT, type Call, type Engine } from '../support/engine';
import { startRuler, type Ruler } from '../support/ruler';

const TOKEN = 'glsa_a-token-that-must-not-leak';
const PASSWORD = 'a-ruler-password-that-must-not-leak';
const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
const SELECTOR = { selector: { job: 'backend-api', environment: 'prod' } };

/** A stack with these settings, and these credentials as secrets by their path. */
async function stackOf(settings: object, secrets: Readonly<Record<string, string>>, name = 'prod'): Promise<Engine> {
  const subject = await startEngine(name, { target: 'external', backend: SELECTOR, ...settings });
  await subject.setSecrets(secrets);
  return subject;
}

describe('a stack on an existing Grafana and Mimir', () => {
  let mimir: Ruler;
  let subject: Engine;
  beforeAll(async () => {
    mimir = await startRuler(basic('1234', PASSWORD), 'trading');
    subject = await stackOf(
      {
        external: {
          grafana: { url: 'https://grafana.example.com/' },
          prometheus: { url: 'https://mimir.example.com/prometheus', tenant: 'trading' },
          ruler: { url: mimir.url, tenant: 'trading', basicAuth: { username: '1234' } },
          folder: { roles: { Viewer: 'View', Editor: 'View' }, teams: { Trading: 'Edit' } },
        },
      },
      {
        'external.grafana.token': TOKEN,
        'external.prometheus.bearerToken': PASSWORD,
        'external.ruler.basicAuth.password': PASSWORD,
      },
    );
  });
  afterAll(async () => {
    subject?.close();
    await mimir?.close();
  });

  test('the first preview works before anything exists, and touches no server', async () => {
    const { changeSummary } = await subject.stack.preview();
    expect(Object.keys(changeSummary)).toEqual(['create']);
    expect([subject.calls(), mimir.requests()]).toEqual([[], []]);
  });

  test('up creates content and rule groups: no container, no password, no notification policy', async () => {
    await subject.up();
    const calls = subject.calls();
    expect(calledResources(calls, 'create')).toEqual([
      'Dashboard api-health',
      'Dashboard business-kpis',
      'Dashboard monitoring',
      'Dashboard overview',
      'DataSource prometheus',
      'Folder folder',
      'FolderPermission folder',
      'RuleGroup api-health',
      'RuleGroup business-health',
      'RuleGroup meta',
      'RuleGroup slo',
    ]);
    expect(calls.find(({ type }) => type.endsWith(':FolderPermission'))?.props.permissions).toEqual([
      { role: 'Editor', permission: 'View' },
      { role: 'Viewer', permission: 'View' },
      { teamId: '1:7', permission: 'Edit' },
    ]);
    expect(calls.find(({ type }) => type.endsWith(':DataSource'))?.props).toMatchObject({
      url: 'https://mimir.example.com/prometheus',
      // The engine wraps a secret in an object.
      httpHeaders: { value: { 'X-Scope-OrgID': 'trading', Authorization: `Bearer ${PASSWORD}` } },
    });
    const dashboards = calls.filter(({ type }) => type.endsWith(':Dashboard'));
    expect(dashboards.map(({ props }) => props.overwrite)).toEqual(dashboards.map(() => false));
    expect(dashboards).not.toHaveLength(0);
  });

  test("the ruler has the catalogue's groups in the namespace of the environment, with the scrape interval or their own", () => {
    const external = {
      grafana: { url: 'https://grafana.example.com', token: ENCRYPTED },
      prometheus: { url: 'https://mimir.example.com/prometheus' },
      ruler: { url: mimir.url },
    };
    const groups = compile(
      toSettings(trading, 'prod', { target: 'external', backend: SELECTOR, external }),
    ).prometheusGroups;
    expect(Object.fromEntries(mimir.groups)).toEqual(
      Object.fromEntries(
        groups.map(({ name, interval = '15s', rules }) => [`trading-prod/${name}`, { name, interval, rules }]),
      ),
    );
  });

  test('a second up changes nothing, and refresh finds no drift', async () => {
    mimir.requests();
    expect(Object.keys(await subject.up())).toEqual(['same']);
    const refreshed = await subject.stack.refresh();
    expect(Object.keys(refreshed.summary.resourceChanges ?? {})).toEqual(['same']);
    expect(subject.calls()).toEqual([]);
    expect(mimir.requests().filter((line) => !line.startsWith('GET'))).toEqual([]);
  });

  test('tokens and passwords are not readable in state or outputs', async () => {
    const state = subject.state();
    for (const secret of [TOKEN, PASSWORD, basic('1234', PASSWORD), basic('1234', PASSWORD).slice(6)])
      expect(state).not.toContain(secret);
    expect(await subject.stack.outputs()).toEqual({
      alerts: expect.objectContaining({ secret: false }) as object,
      alertingEngine: { value: 'grafana', secret: false },
      grafanaUrl: { value: 'https://grafana.example.com', secret: false },
      prometheusUrl: { value: 'https://mimir.example.com/prometheus', secret: false },
      folderUid: { value: 'trading-prod', secret: false },
      dataSourceUid: { value: 'prometheus-prod', secret: false },
      dashboardUrls: {
        value: expect.objectContaining({ overview: 'https://grafana.example.com/d/overview-prod' }) as object,
        secret: false,
      },
    });
  });

  test('one changed threshold changes only the resources that contain it', async () => {
    mimir.requests();
    await subject.stack.setConfig(`${PROJECT}:thresholds.HighAPILatency.above`, { value: '0.8' }, true);
    await subject.up();
    const calls = subject.calls();
    expect(calledResources(calls, 'update')).toEqual([
      'Dashboard api-health',
      'Dashboard overview',
      'RuleGroup api-health',
    ]);
    expect([calledResources(calls, 'create'), calledResources(calls, 'delete')]).toEqual([[], []]);
    expect(mimir.requests()).toEqual([
      'POST /prometheus/config/v1/rules/trading-prod',
      'GET /prometheus/config/v1/rules/trading-prod/api_health',
    ]);
    expect(JSON.stringify(mimir.groups.get('trading-prod/api_health'))).toContain('more than 0.8 s for');
  });

  test('up with refresh repairs a group that was changed or deleted by hand, and touches no other', async () => {
    const meta = mimir.groups.get('trading-prod/meta');
    mimir.groups.set('trading-prod/meta', { name: 'meta', interval: '15s', rules: [{ alert: 'Mine', expr: 'up' }] });
    mimir.groups.delete('trading-prod/contract');
    mimir.groups.set('others/meta', { name: 'meta', rules: [] });
    mimir.requests();
    await subject.up({ refresh: true });
    expect(mimir.groups.get('trading-prod/meta')).toEqual(meta);
    expect(mimir.groups.has('trading-prod/contract')).toBe(true);
    expect(mimir.requests().filter((line) => line.startsWith('POST'))).toHaveLength(2);
  });

  test('destroy removes only what the stack created', async () => {
    subject.calls();
    await subject.stack.destroy();
    expect(calledResources(subject.calls(), 'delete')).toHaveLength(11);
    expect([...mimir.groups.keys()]).toEqual(['others/meta']);
  });
});

describe('an existing data source', () => {
  test('is used by its UID and no other is created; no panel queries a recorded series without rules in it', async () => {
    const subject = await stackOf(
      {
        external: { grafana: { url: 'https://acme.grafana.net' }, prometheus: { dataSourceUid: 'grafanacloud-prom' } },
      },
      { 'external.grafana.token': TOKEN },
    );
    await subject.up();
    const calls = subject.calls();
    subject.close();
    expect(calledResources(calls, 'create')).toEqual([
      'Dashboard api-health',
      'Dashboard business-kpis',
      'Dashboard monitoring',
      'Dashboard overview',
      'Folder folder',
      'RuleGroup api-health',
      'RuleGroup business-health',
      'RuleGroup meta',
    ]);
    const allProps = JSON.stringify(calls.map(({ props }) => props));
    expect(allProps).toContain('grafanacloud-prom');
    expect(allProps).not.toContain('prometheus-prod');
    expect(allProps).not.toContain(':rate5m');
  });
});

describe('two environments on one Grafana and one ruler', () => {
  /** Names and UIDs that must be unique on the servers, for each object that a stack creates. */
  function identities({ type, props }: Call): string[] {
    const of = (...keys: string[]) => keys.map((key) => `${type} ${key} ${String(props[key])}`);
    if (type.endsWith(':RuleGroup')) return [`${type} ${String(props.folderUid)}/${String(props.name)}`];
    if (type.endsWith(':FolderPermission')) return of('folderUid');
    if (type.endsWith(':DataSource')) return of('uid', 'name');
    if (type.endsWith(':Folder')) return of('uid', 'title');
    if (/:(ContactPoint|MuteTiming|MessageTemplate)$/.test(type)) return of('name');
    const { uid, title } = JSON.parse(String(props.configJson)) as { uid: string; title: string };
    return [`${type} uid ${uid}`, `${type} title ${title}`];
  }

  test('have no name, title or UID in common', async () => {
    const mimir = await startRuler(`Bearer ${TOKEN}`);
    const identitiesByStack: string[][] = [];
    for (const name of ['dev', 'prod']) {
      const subject = await stackOf(
        {
          alerting: { muteTimings: { weekends: [{ weekdays: ['saturday', 'sunday'] }] } },
          external: {
            grafana: { url: 'https://grafana.example.com' },
            prometheus: { url: 'https://mimir.example.com/prometheus' },
            ruler: { url: mimir.url },
            folder: { roles: { Viewer: 'View' } },
          },
        },
        {
          'external.grafana.token': TOKEN,
          'external.ruler.bearerToken': TOKEN,
          'alerting.routes.critical.webhook.url': 'https://example.com/hook',
          'alerting.routes.warning.webhook.url': 'https://example.com/hook',
        },
        name,
      );
      await subject.up();
      const calls = subject.calls();
      expect(calls.filter(({ type }) => type.endsWith(':NotificationPolicy'))).toEqual([]);
      expect(calledResources(calls, 'create')).toEqual(
        expect.arrayContaining([expect.stringContaining('ContactPoint')]),
      );
      identitiesByStack.push([...calls.flatMap(identities), ...mimir.groups.keys()]);
      subject.close();
      mimir.groups.clear();
    }
    await mimir.close();
    const [dev = [], prod = []] = identitiesByStack;
    expect(dev.length).toBeGreaterThan(18);
    expect(prod).toHaveLength(dev.length);
    expect(dev.filter((identity) => prod.includes(identity))).toEqual([]);
  });
});
