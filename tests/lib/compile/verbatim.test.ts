/**
 * Rule files and dashboards that a person wrote are deployed unchanged on every target, or refused in one sentence.
 */
import { trading } from '../../../platform';
import { compile } from '../../../lib/compile';
import { renderedFiles } from '../../../lib/compile/stack-summary';
import type { DashboardJson } from '../../../lib/dashboards';
import { compare } from '../../../lib/review/diff/compare';
import { lintVerbatim } from '../../../lib/review/lint/verbatim';
import { SettingsError, toSettings } from '../../../lib/settings/settings';

const RULES = `# Written by hand.
groups:
  - name: disks
    rules:
      - { record: 'instance:disk:ratio', expr: 'sum by (instance) (disk_used) / 100' }
      - { alert: DiskFull, expr: 'instance:disk:ratio > 0.9', for: 5m, labels: { severity: warning } }
`;
const RECORDS = "groups: [{ name: disks, rules: [{ record: 'x:y:z', expr: 1 }] }]\n";
const target = { refId: 'A', expr: 'sum(rate(errors_total{path=~"$path"}[$__rate_interval]))' };
const ROWS = {
  title: 'Of old',
  rows: [{ title: 'Disks', panels: [{ id: 1, span: 6, type: 'graph', targets: [target] }] }],
};
const PANELS = {
  uid: 'by-hand',
  title: 'By hand',
  id: 12,
  __inputs: [{ name: 'DS_PROM', type: 'datasource', pluginId: 'prometheus' }],
  panels: [
    { id: 1, type: 'timeseries', title: 'a', datasource: { uid: '${DS_PROM}' }, targets: [target] },
    { id: 1, type: 'timeseries', title: 'b', targets: [{ refId: 'A', expr: 'node_disk_full' }] },
    { id: 2, title: 'c', gridPos: {}, libraryPanel: { name: 'Shared' } },
  ],
};
const V2 = { apiVersion: 'dashboard.grafana.app/v2beta1', spec: { title: 'New', elements: {}, layout: {} } };

type Files = Readonly<Record<string, string>>;
const platform = (rules: Files, dashboards: Readonly<Record<string, object | string>> = {}) => ({
  ...trading,
  verbatim: {
    rules,
    dashboards: Object.fromEntries(
      Object.entries(dashboards).map(([file, model]) => [
        file,
        typeof model === 'string' ? model : JSON.stringify(model),
      ]),
    ),
  },
});
const byHand = platform({ 'disks.yml': RULES }, { 'old.json': ROWS, 'new.json': PANELS });
const alerting = { engine: 'alertmanager' };
const EXTERNAL = {
  target: 'external',
  backend: { selector: { environment: 'prod' } },
  external: {
    grafana: { url: 'https://grafana.example', token: 't' },
    prometheus: { url: 'https://mimir.example/prometheus' },
  },
};
const external = (more: object, keys: object = {}) => ({
  ...EXTERNAL,
  ...keys,
  external: { ...EXTERNAL.external, ...more },
});
const contentOf = (catalogue: typeof byHand, keys: object) =>
  compile(toSettings(catalogue, 'dev', keys, new Set(['external'])));

function refusals(catalogue: typeof byHand, keys: object): string[] {
  try {
    toSettings(catalogue, 'dev', keys, new Set(['external']));
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.problems.map(({ key, message }) => `${key}: ${message}`);
    throw error;
  }
}

test('Prometheus in a container loads the file unchanged', () => {
  const { prometheus } = contentOf(byHand, { alerting });
  expect(prometheus['rules/verbatim-disks.yml']).toBe(RULES);
  expect(prometheus['prometheus.yml']).toContain('  - rules/verbatim-disks.yml\n');
});

test('the file is an object of the operator in a cluster', () => {
  const { servers } = contentOf(byHand, {
    alerting,
    target: 'kubernetes',
    backend: { service: { labels: { app: 'api' }, port: 'http', namespace: 'apps' } },
    kubernetes: { context: 'here' },
  });
  expect(servers.target === 'kubernetes' ? servers.objects['rules-verbatim-disks'] : undefined).toMatchObject({
    kind: 'PrometheusRule',
    spec: { groups: [{ name: 'disks', rules: [{ record: 'instance:disk:ratio' }, { alert: 'DiskFull', for: '5m' }] }] },
  });
});

test('the groups have names of their own on a ruler', () => {
  const { prometheusGroups } = contentOf(byHand, external({ ruler: { url: 'https://mimir.example' } }, { alerting }));
  expect(prometheusGroups.at(-1)).toMatchObject({ name: 'verbatim-disks.disks', rules: [{}, { alert: 'DiskFull' }] });
});

test('a platform without such files deploys what it did before', () => {
  const { verbatim: _none, ...without } = trading;
  expect(renderedFiles(toSettings(platform({}), 'dev', {}))).toEqual(renderedFiles(toSettings(without, 'dev', {})));
});

test.each([
  [
    'alerts, where Grafana notifies',
    byHand,
    {},
    'alerting.engine: is grafana, which notifies of no alert of Prometheus, and rules/verbatim/disks.yml has DiskFull; set alertmanager, or leave recording rules alone in that file',
  ],
  [
    'rules that no server evaluates',
    platform({ 'disks.yml': RECORDS }),
    EXTERNAL,
    'external.ruler: missing; nothing evaluates the rules of rules/verbatim/disks.yml without it, or without external.prometheus.evaluatesRules',
  ],
  [
    'an invalid rule file',
    platform({ 'disks.yml': 'a: 1' }),
    {},
    'rules/verbatim/disks.yml: is no rule file of Prometheus: it has no list of groups',
  ],
  [
    'truncated YAML',
    platform({ 'disks.yml': 'groups: [' }),
    {},
    expect.stringMatching(
      /^rules\/verbatim\/disks\.yml: is no rule file of Prometheus: it has no YAML: .* in line \d$/,
    ),
  ],
  [
    'a rule without an expression',
    platform({ 'disks.yml': 'groups: [{ name: a, rules: [{ alert: B }] }]' }),
    {},
    'rules/verbatim/disks.yml: is no rule file of Prometheus: it has no expr in the rule B',
  ],
  [
    'an invalid name of an object',
    platform({ 'Disks_1.yml': RECORDS }),
    {},
    'rules/verbatim/Disks_1.yml: needs a name of at most 22 small letters, digits and - before its ending; rename it',
  ],
  [
    'the name of a dashboard of the platform',
    platform({}, { 'overview.json': PANELS }),
    {},
    'dashboards/verbatim/overview.json: has the name of the dashboard overview of the platform; rename it',
  ],
  [
    'a dashboard of the schema v2',
    platform({}, { 'new.json': V2 }),
    {},
    'dashboards/verbatim/new.json: has the dashboard schema v2; a stack deploys those with rows or a list of panels; in Grafana: Export, Model: Classic',
  ],
  [
    'JSON other than a dashboard',
    platform({}, { 'new.json': '{}' }),
    {},
    'dashboards/verbatim/new.json: is no dashboard: it has neither panels nor rows',
  ],
  [
    'no JSON',
    platform({}, { 'new.json': '{' }),
    {},
    expect.stringMatching(/^dashboards\/verbatim\/new\.json: is no JSON: /),
  ],
])('%s: one sentence refuses them', (_what, catalogue, keys, sentence) => {
  expect(refusals(catalogue, keys)).toEqual([sentence]);
});

describe('a dashboard', () => {
  const dashboardsOf = (keys: object) =>
    contentOf(platform({}, { 'old.json': ROWS, 'new.json': PANELS }), keys).dashboards;
  const modelOf = (text = ''): DashboardJson => JSON.parse(text) as DashboardJson;

  test('keeps its UID in the stack’s own Grafana, and has one for each environment in a shared one', () => {
    expect(modelOf(dashboardsOf({}).new).uid).toBe('by-hand');
    expect(modelOf(dashboardsOf({}).old).uid).toBe('old-dev');
    expect(modelOf(dashboardsOf(EXTERNAL).new).uid).toBe('new-dev');
  });

  test('uses the stack’s data source for an import variable, and in panels that name none', () => {
    const { panels, ...model } = modelOf(dashboardsOf({}).new);
    expect(panels.map(({ datasource }) => datasource?.uid)).toEqual(['prometheus-dev', 'prometheus-dev', undefined]);
    expect(model).not.toHaveProperty('__inputs');
    expect(model).not.toHaveProperty('id');
    expect(dashboardsOf({}).old).toContain('"uid": "prometheus-dev"');
  });
});

test('lint names panels with the same id, library panels, unknown series, and alerts that notify nobody', () => {
  const rules = RULES.replace('severity: warning', 'severity: page').replace('DiskFull', 'HighAPILatency');
  const findings = lintVerbatim(platform({ 'disks.yml': rules }, { 'old.json': ROWS, 'new.json': PANELS }), []);
  expect(
    findings.map(({ check, at, what }) => `${check.isWarning === true ? '(warning) ' : ''}${at}: ${what}`),
  ).toEqual([
    expect.stringMatching(
      /^\(warning\) rules\/verbatim\/disks\.yml instance:disk:ratio: reads disk_used, which the contract does/,
    ),
    'rules/verbatim/disks.yml HighAPILatency: has the severity page',
    'rules/verbatim/disks.yml HighAPILatency: has the name of an alert of the catalogue',
    expect.stringMatching(
      /^\(warning\) dashboards\/verbatim\/new\.json: panel "b", query A reads node_disk_full, which the contract/,
    ),
    'dashboards/verbatim/new.json: has the panel id 1 2 times: "a", "b"',
    'dashboards/verbatim/new.json: has the library panel Shared, which is not in the file',
  ]);
});

test('the diff names added, changed and removed alerts, recorded series and dashboards', () => {
  const filesOf = (catalogue: typeof byHand) => renderedFiles(toSettings(catalogue, 'dev', { alerting }));
  const [without, first, second] = [
    platform({}),
    byHand,
    platform({ 'disks.yml': RULES.replace('> 0.9', '> 0.8') }, { 'old.json': ROWS, 'new.json': PANELS }),
  ].map(filesOf) as [Files, Files, Files];
  const sentences = (before: Files, after: Files) =>
    compare(before, after).map(({ subject, parts }) => `${subject} ${parts.map(({ text }) => text).join('; ')}`);
  expect(sentences(without, first)).toEqual([
    'recorded series `instance:disk:ratio` is new',
    'alert **DiskFull** of rules/verbatim/disks is new (for 5m)',
    'dashboard "Of old" is new (1 panels)',
    'dashboard "By hand" is new (3 panels)',
  ]);
  expect(sentences(first, second)).toEqual(['alert **DiskFull** of rules/verbatim/disks expression: `0.8`, was `0.9`']);
  expect(sentences(first, without)).toContain('alert **DiskFull** of rules/verbatim/disks is removed (for 5m)');
});
