/** An alert has its fault, section, panel and threshold line; a metric is in the healthy hours. */
import { panelId } from '../../lib/alerting/panel-refs';
import { alertNames, definition } from '../../platform';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import type { PanelJson } from '../../lib/dashboards';
import { contract } from '../../metrics/contract';
import type { Metric } from '../../lib/contract/metric';
import { placeholdersIn } from '../../scripts/new/placeholders';
import { scenarioNames, scenarios } from '../../demo/scenarios';
import { resolveAll, type Alert } from '../../lib/alerting/resolve';
import { dataSource } from '../../rules/data-source';
import { PANELS } from '../../dashboards';
import { contentPanels, context, eachDashboard } from '../support/dashboards';
import { SCENARIOS } from '../support/scenarios';
import {
  findMissingFaults,
  findMissingSeries,
  findMissingLines,
  findMissingPanels,
  findMissingSections,
} from '../support/completeness';

const ROOT = join(__dirname, '../..');
/** The mark of `npm run new` where a person has to fill something in. */
const CONTENT = [
  'metrics',
  'rules',
  'dashboards',
  'runbooks',
  'demo',
  'lib/receivers',
  'tests/rules',
  'tests/lib/receivers',
];
const alerts = resolveAll(context());
const onPlatform = alertNames.filter((name) => !['meta', 'slo', 'infrastructure'].includes(definition(name).group));
const scrapedAlerts = [...onPlatform, 'TargetDown'];
const faults = scenarioNames.flatMap((name) => scenarios[name].alert ?? []);
const sections = readdirSync(join(ROOT, 'runbooks'))
  .filter((file) => file !== 'README.md')
  .flatMap((file) =>
    [...readFileSync(join(ROOT, 'runbooks', file), 'utf8').matchAll(/^## (.+)$/gm)].map(([, title = '']) => ({
      file,
      title,
    })),
  );
const boards = Object.fromEntries(eachDashboard().map(([name, board]) => [name, contentPanels(board)]));
const panelOf = ({ panel }: Pick<Alert, 'panel'>) =>
  boards[panel.dashboard]?.find(({ id }) => id === panelId(PANELS, panel));
const { tests } = load(readFileSync(join(SCENARIOS, 'healthy.yaml'), 'utf8')) as {
  tests: { input_series: { series: string }[] }[];
};
const healthy = tests.flatMap(({ input_series }) => input_series.map(({ series }) => series));

test('each alert on the platform has one fault of the demo backend', () => {
  expect(findMissingFaults(scrapedAlerts, faults)).toEqual([]);
});
test('each alert has a section in the runbook of its group', () => {
  const { name, group } = dataSource;
  expect(findMissingSections([...alerts, { name, group }], sections)).toEqual([]);
});
test.each(Object.entries(PANELS))('%s has the panels whose ids are promised', (name, ids) => {
  expect(findMissingPanels(name, ids, boards[name] ?? [])).toEqual([]);
});
/** Ids of deleted panels, by dashboard: a link to one must not open another. */
const RETIRED: Readonly<Record<string, readonly number[]>> = {};
test.each(Object.entries(PANELS))(
  '%s gives each id to one panel only, and never the id of a deleted panel',
  (name, ids) => {
    const all = [...Object.values<number>(ids), ...(RETIRED[name] ?? [])].toSorted((a, b) => a - b);
    expect(all).toEqual(all.map((_id, at) => at + 1));
  },
);
test('each alert with a threshold has a line at it on its panel', () => {
  expect(findMissingLines(alerts, panelOf)).toEqual([]);
});
test('the healthy hours have every metric of the contract with every label', () => {
  expect(findMissingSeries(healthy)).toEqual([]);
});
test('no mark of npm run new is left', () => {
  const files = CONTENT.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(ts|md|yaml)$/.test(file))
      .map((file) => `${folder}/${file}`),
  );
  expect(files.flatMap((file) => placeholdersIn(file, readFileSync(join(ROOT, file), 'utf8')))).toEqual([]);
});

// Each edit is made to a small complete part, so that each message is about that edit.
const stores = alerts.filter(({ group }) => group === 'infrastructure');
const storeSections = stores.map(({ name }) => ({ file: 'infrastructure.md', title: name }));
const apiPanels = boards['api-health'] ?? [];
const apiIds = Object.fromEntries(
  Object.entries(PANELS['api-health']).filter(([, id]) => apiPanels.some((panel) => panel.id === id)),
);
const latency = alerts.filter(({ name }) => name === 'HighAPILatency');
const withoutLine = (alert: Pick<Alert, 'panel'>) => {
  const { fieldConfig: _fieldConfig, ...panel } = panelOf(alert) ?? ({} as PanelJson);
  return panel;
};
const some = { redis_connected: contract.redis_connected };
const hours = ['redis_connected{instance="a"}'];
const counter: Metric = { ...contract.signals_ingested_total, labels: { currency: [] } };
test.each<[edit: string, result: string[], sentences: string[]]>([
  [
    'an alert without a fault',
    findMissingFaults(['NoEARequests', 'TargetDown'], ['TargetDown']),
    ["demo/scenarios.ts: no fault fires NoEARequests; add one with alert: 'NoEARequests'"],
  ],
  [
    'a fault twice',
    findMissingFaults(['NoEARequests'], ['NoEARequests', 'NoEARequests']),
    ['demo/scenarios.ts: two faults fire NoEARequests; keep one'],
  ],
  [
    'an alert without a section',
    findMissingSections(
      stores,
      storeSections.filter(({ title }) => title !== 'RedisDown'),
    ),
    ['runbooks/infrastructure.md: ## RedisDown is missing; write it as its neighbours are'],
  ],
  [
    'a section without an alert',
    findMissingSections(
      stores.filter(({ name }) => name !== 'RedisDown'),
      storeSections,
    ),
    ['runbooks/infrastructure.md: ## RedisDown belongs to no alert of that group; take it out'],
  ],
  [
    'a panel without content',
    findMissingPanels('api-health', apiIds, apiPanels.slice(1)),
    ['dashboards/: api-health shows no panel requestRate, which its list has'],
  ],
  [
    'a panel without an id',
    findMissingPanels('api-health', { ...apiIds, requestRate: 99 }, apiPanels),
    [
      'dashboards/: api-health shows no panel requestRate, which its list has',
      'dashboards/: no id of api-health belongs to the panel "API Request Rate by Endpoint"',
    ],
  ],
  [
    'an alert on a panel without its line',
    findMissingLines(latency, withoutLine),
    [
      'dashboards/: api-health / API Latency Percentiles (p50/p95/p99) draws no line at 1, where HighAPILatency fires: ' +
        'the panel is in count, the alert in seconds',
    ],
  ],
  [
    'a new metric',
    findMissingSeries(hours, { ...some, new_total: counter }),
    ['tests/rules/scenarios/healthy.yaml: no series of new_total; add one with currency'],
  ],
  [
    'a new label',
    findMissingSeries(hours, { redis_connected: counter }),
    ['tests/rules/scenarios/healthy.yaml: redis_connected lacks the label currency'],
  ],
])('%s is reported once by its name, with the file to open', (_edit, result, sentences) => {
  expect(result).toEqual(sentences);
});
