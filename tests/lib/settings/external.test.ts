/** A stack on existing servers: required and forbidden settings, and their effects. */
import { trading } from '../../../platform';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readStackFile } from '../../../lib/settings/stack-file';
import { ENCRYPTED } from '../../../lib/settings/raw';
import { notificationWarnings } from '../../../lib/settings/notification-routes';
import { toSettings } from '../../../lib/settings/settings';
import { compile } from '../../../lib/compile';
import { settingsErrors } from '../../support/settings-errors';

type Raw = Record<string, unknown>;
const grafana = { url: 'https://acme.grafana.net/', token: ENCRYPTED };
const prometheus = { dataSourceUid: 'grafanacloud-prom' };
const backend = { selector: { job: 'backend-api' } };
/** The minimal settings, with changes to the group `external`. */
const stack = (more: Raw = {}, otherGroups: Raw = {}): Raw => ({
  target: 'external',
  backend,
  external: { grafana, prometheus, ...more },
  ...otherGroups,
});

test('address, token, data source and selector are enough', () => {
  const settings = toSettings(trading, 'prod', stack());
  expect(settings).toMatchObject({
    demo: false,
    grafana: { externalUrl: 'https://acme.grafana.net', localUrl: 'https://acme.grafana.net' },
    external: { prometheus, evaluatesRules: false, ruler: undefined, folder: undefined },
  });
  const { alerts, prometheus: files } = compile(settings);
  expect(alerts[0]?.dashboard_url).toMatch(/^https:\/\/acme\.grafana\.net\/d\//);
  expect(Object.keys(files).filter((path) => !path.startsWith('rules/'))).toEqual([]);
});

test('the catalogue gives the same alerts as with servers of its own', () => {
  const onOwnServers = compile(toSettings(trading, 'prod', { backend, grafana: { externalUrl: grafana.url } }));
  const onOthers = compile(toSettings(trading, 'prod', stack({ prometheus: { ...prometheus, evaluatesRules: true } })));
  const summaries = ({ alerts }: typeof onOwnServers) => alerts.map(({ expr: _expr, ...alert }) => alert);
  expect(summaries(onOthers)).toEqual(summaries(onOwnServers));
  const alerting = ({ prometheusGroups }: typeof onOwnServers) =>
    prometheusGroups.flatMap((group) =>
      group.rules.filter(({ alert }) => alert !== undefined).map(({ expr: _expr, ...rule }) => [group.name, rule]),
    );
  expect(alerting(onOthers)).toEqual(alerting(onOwnServers));
  const rules = ({ grafana: { ruleGroups } }: typeof onOwnServers) =>
    ruleGroups.flatMap((group) => group.rules.map((rule) => [group.title, rule.title, rule.for, rule.labels]));
  expect(rules(onOthers)).toEqual(rules(onOwnServers));
});

test('each rule names its contact point, as the policy of that Grafana is not this stack’s', () => {
  const routes = { critical: { webhook: { url: 'https://chat.example/hook' } } };
  const contactPoints = (settings: Raw) =>
    compile(toSettings(trading, 'prod', settings))
      .grafana.ruleGroups.flatMap(({ rules }) => rules)
      .map(({ notificationSettings }) => notificationSettings?.contactPoint);
  expect(new Set(contactPoints(stack({}, { alerting: { routes } })))).toEqual(new Set(['trading-prod-critical']));
  expect(new Set(contactPoints(stack()))).toEqual(new Set([undefined]));
  expect(new Set(contactPoints({ alerting: { routes } }))).toEqual(new Set([undefined]));
});

test('a warning says that no alert is inhibited if its Prometheus evaluates no rules', () => {
  const warnings = (settings: Raw) => notificationWarnings(toSettings(trading, 'prod', settings));
  expect(warnings(stack())).toEqual([
    expect.stringMatching(/^No alert is inhibited by another one.*set external\.ruler/),
  ]);
  expect(warnings(stack({ ruler: { url: 'http://mimir:8080' } }))).toEqual([]);
});

test('that Grafana’s own SMTP server sends mail: none is required, and one in the settings is refused', () => {
  const routes = { critical: { email: { to: ['on-call@example.com'] } } };
  expect(settingsErrors(stack({}, { alerting: { routes } }))).toEqual([]);
  const smtp = { host: 'smtp.example.com:587', from: 'alerts@example.com' };
  expect(settingsErrors(stack({}, { alerting: { routes, smtp } }))).toEqual([
    'alerting.smtp: is not used with target external and alerting.engine grafana; configure SMTP in that Grafana',
  ]);
});

test('routes for an external Alertmanager are refused: it has its own', () => {
  const routes = { critical: { webhook: { url: 'https://chat.example/hook' } } };
  const evaluated = { prometheus: { ...prometheus, evaluatesRules: true } };
  expect(settingsErrors(stack(evaluated, { alerting: { engine: 'alertmanager', routes } }))).toEqual([
    'alerting.routes: is not used with target external and alerting.engine alertmanager: that Alertmanager has its own configuration',
  ]);
  expect(settingsErrors(stack(evaluated, { alerting: { engine: 'alertmanager' } }))).toEqual([]);
});

test('other targets have no external servers', () => {
  expect(toSettings(trading, 'dev', {}).external).toBeUndefined();
  expect(settingsErrors({ external: { grafana } })).toEqual([
    'external.grafana: is not used with target docker: this stack deploys its own servers',
  ]);
});

test('all missing settings are reported at once, with how to set them', () => {
  expect(settingsErrors({ target: 'external' })).toEqual([
    'external.grafana.url: missing; needs the address of the Grafana that exists',
    "external.grafana.token: missing; needs a service account's token, `pulumi config set --secret --path external.grafana.token` sets it",
    'external.prometheus.url: missing; needs where Grafana reaches Prometheus, or dataSourceUid in its place',
    "backend.selector: missing; on a Prometheus that others use too it says which series are this platform's, such as job or environment",
  ]);
});

test('the report is the same if the engine marks the whole group as a secret', () => {
  expect(
    settingsErrors({ target: 'external', backend, external: { grafana: { token: ENCRYPTED } } }, ['external']),
  ).toEqual([
    'external.grafana.url: missing; needs the address of the Grafana that exists',
    'external.prometheus.url: missing; needs where Grafana reaches Prometheus, or dataSourceUid in its place',
  ]);
});

const NOT_OURS = "is not used with target external: the servers are not this stack's";
const basicAuth = { username: '1', password: ENCRYPTED };
test.each<[string, Raw, string[]]>([
  [
    'settings of servers that this stack does not deploy',
    stack({}, { grafana: { port: 3001 }, prometheus: { image: 'a/b:1', retention: '1d' }, docker: { network: 'x' } }),
    [
      `prometheus.image: ${NOT_OURS}; external.prometheus says where it is`,
      `prometheus.retention: ${NOT_OURS}; external.prometheus says where it is`,
      `grafana.port: ${NOT_OURS}; external.grafana says where it is`,
      `docker.network: ${NOT_OURS}`,
    ],
  ],
  [
    'an address to scrape, as another scrapes',
    stack({}, { backend: { ...backend, address: 'api:8000', metricsPath: '/m' } }),
    ['address', 'metricsPath'].map(
      (key) => `backend.${key}: is not used with target external: the Prometheus that exists scrapes the platform`,
    ),
  ],
  [
    'a data source that exists and one to be made',
    stack({ prometheus: { ...prometheus, url: 'http://prometheus:9090' } }),
    ['external.prometheus.url: is not used together with dataSourceUid: that data source has its own'],
  ],
  [
    'credentials for a data source that exists',
    stack({ prometheus: { ...prometheus, tenant: 'a', basicAuth, bearerToken: ENCRYPTED } }),
    [
      ...['tenant', 'basicAuth', 'bearerToken'].map(
        (key) => `external.prometheus.${key}: is not used together with dataSourceUid: that data source has its own`,
      ),
    ],
  ],
  [
    'two ways into one server',
    stack({ ruler: { url: 'http://mimir:8080', basicAuth, bearerToken: ENCRYPTED } }),
    ['external.ruler.bearerToken: cannot be set together with basicAuth; remove one of them'],
  ],
  [
    'a token of the ruler and a variable that has it',
    stack({ ruler: { url: 'http://mimir:8080', bearerToken: ENCRYPTED, bearerTokenVariable: 'MIMIR_TOKEN' } }),
    ['external.ruler.bearerTokenVariable: cannot be set together with bearerToken; remove one of them'],
  ],
  [
    'a password of the ruler and a variable that has it',
    stack({ ruler: { url: 'http://mimir:8080', basicAuth: { ...basicAuth, passwordVariable: 'MIMIR_TOKEN' } } }),
    ['external.ruler.basicAuth.passwordVariable: cannot be set together with password; remove one of them'],
  ],
  [
    'a user of the ruler without a password',
    stack({ ruler: { url: 'http://mimir:8080', basicAuth: { username: '123' } } }),
    ['external.ruler.basicAuth.password: missing; needs the password of that user, or passwordVariable in its place'],
  ],
  [
    'a ruler for rules that are not evaluated',
    stack({ prometheus: { ...prometheus, evaluatesRules: false }, ruler: { url: 'http://mimir:8080' } }),
    ['external.prometheus.evaluatesRules: cannot be false: external.ruler loads the rules into it'],
  ],
  [
    'an Alertmanager for alerts that only Grafana evaluates',
    stack({}, { alerting: { engine: 'alertmanager' } }),
    ['alerting.engine: cannot be alertmanager: only Grafana evaluates the alerts where there is no external.ruler'],
  ],
  [
    'market hours, an objective and an alert that take recording rules, where none are evaluated',
    stack(
      {},
      {
        market: { sessions: { london: { opens: '08:00', closes: '16:30', location: 'Europe/London' } } },
        slos: { 'ea-polling': { objective: 0.99 } },
        thresholds: { SignalSourceSilent: { for: '20m' } },
      },
    ),
    ['market.sessions', 'slos.ea-polling.objective', 'thresholds.SignalSourceSilent'].map(
      (key) =>
        `${key}: is not used while Prometheus evaluates no rules: set external.ruler, or load the rendered rules into it and set external.prometheus.evaluatesRules`,
    ),
  ],
  [
    'a ruler without an address',
    stack({ ruler: { tenant: 'a' } }),
    ['external.ruler.url: missing; needs an http:// or https:// address'],
  ],
  [
    'a password in an address',
    stack({ ruler: { url: 'http://user:hush@mimir:8080' } }),
    ['external.ruler.url: had "http://[secret]@mimir:8080", needs an address without a user name or a password in it'],
  ],
  [
    'a token in clear',
    stack({ grafana: { ...grafana, token: 'glsa_x' } }),
    [
      'external.grafana.token: is in clear text; `pulumi config set --secret --path external.grafana.token` encrypts it',
    ],
  ],
  [
    'an unknown permission of a role or a team',
    stack({ folder: { roles: { Viewer: 'view' }, teams: { Trading: 'Write' } } }),
    [
      'external.folder.roles.Viewer: had "view", needs one of View, Edit, Admin; did you mean View?',
      'external.folder.teams.Trading: had "Write", needs one of View, Edit, Admin',
    ],
  ],
])('%s: refused with the key and the reason', (_case, raw, lines) => {
  expect(settingsErrors(raw)).toEqual(lines);
});

test.each<[string, Raw, boolean]>([
  ['nobody', {}, false],
  ['somebody who loads the rendered files', { prometheus: { ...prometheus, evaluatesRules: 'true' } }, true],
  ['a ruler', { ruler: { url: 'http://mimir:8080' } }, true],
])('dashboards read recorded series if %s evaluates the rules', (_case, more, recorded) => {
  const { dashboardContext, dashboards } = compile(toSettings(trading, 'prod', stack(more)));
  expect(dashboardContext.evaluatesRules).toBe(recorded);
  expect(JSON.stringify(dashboards).includes('route:http_requests:rate5m')).toBe(recorded);
});

test('if only Grafana evaluates the rules, the overview queries Grafana for firing alerts and the Watchdog', () => {
  const { dashboards } = compile(toSettings(trading, 'prod', stack()));
  const { panels } = JSON.parse(dashboards.overview ?? '') as { panels: { id: number; type: string; options: Raw }[] };
  const lists = panels.filter(({ type }) => type === 'alertlist').map(({ id, options }) => [id, options]);
  expect(lists).toEqual([
    [1, expect.objectContaining({ alertInstanceLabelFilter: '{environment="prod",alertname!="Watchdog"}' })],
    [3, expect.objectContaining({ alertInstanceLabelFilter: '{environment="prod",alertname="Watchdog"}' })],
  ]);
  expect(JSON.stringify(panels)).not.toContain('ALERTS');
});

test('the docs’ example of a stack on Grafana Cloud is a valid stack file', () => {
  const folder = join(__dirname, '../../../docs/examples');
  const settings = toSettings(trading, 'cloud', readStackFile('cloud', folder));
  expect(settings.external?.ruler).toBeDefined();
  expect(readFileSync(join(folder, '../external.md'), 'utf8')).toContain('examples/Pulumi.cloud.yaml');
});
