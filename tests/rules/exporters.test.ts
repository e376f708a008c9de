/** An exporter that is switched off leaves no scrape job, alert or dashboard behind. */
import { trading } from '../../platform';
import { toSettings } from '../../lib/settings/settings';
import { compile } from '../../lib/compile';
import { exporterNames, exporters } from '../../dashboards/exporters';
import { alertNames, definition } from '../../platform';
import { EXPORTERS } from '../support/exporters';

const GROUP = 'rules/infrastructure.yaml';
const content = (exporters: object) => compile(toSettings(trading, 'dev', { exporters }));
const alertsOf = (exporters: object) =>
  content(exporters)
    .alerts.filter(({ group }) => group === 'infrastructure')
    .map(({ name }) => name);
const jobs = (exporters: object) =>
  [...(content(exporters).prometheus['prometheus.yml'] ?? '').matchAll(/job_name: (.*)/g)].map(([, job]) => job);

test('a stack without exporters renders nothing about them', () => {
  const { prometheus, dashboards, grafana } = content({});
  expect(Object.keys(prometheus)).not.toContain(GROUP);
  expect(prometheus['prometheus.yml']).not.toContain(GROUP);
  expect(JSON.stringify([prometheus, dashboards, grafana])).not.toMatch(/exporter|infrastructure/i);
});

test.each(exporterNames)('%s adds its scrape job, its row and its alerts, and no others', (name) => {
  const only = { [name]: EXPORTERS.exporters[name] };
  const requiring = alertNames.filter((alert) => definition(alert).requires?.includes(name));
  expect(requiring.length).toBeGreaterThan(1);
  expect(alertsOf(only)).toEqual(requiring);
  const { dashboards } = content(only);
  expect(jobs(only)).toEqual([...jobs({}), exporters[name].definition.job]);
  const board = JSON.parse(dashboards.infrastructure ?? '{}') as { panels: { type: string; title: string }[] };
  expect(board.panels.filter(({ type }) => type === 'row')).toHaveLength(2);
});

test('each other dashboard links to the infrastructure dashboard, if there is one', () => {
  const { dashboards } = content(EXPORTERS.exporters);
  const otherDashboards = Object.entries(dashboards).filter(([name]) => name !== 'infrastructure');
  expect(otherDashboards).toHaveLength(4);
  for (const [, text] of otherDashboards) expect(text).toContain('"url": "/d/infrastructure-dev"');
});

test('no rendered file contains a credential', () => {
  expect(exporterNames.every((name) => name in EXPORTERS.exporters)).toBe(true);
  expect(JSON.stringify(content(EXPORTERS.exporters))).not.toContain('[secret]');
});
