/** `stack.json`: the data from which two revisions are compared. */
import { renderedFiles, type StackSummary } from '../../../lib/compile/stack-summary';
import type { DashboardJson, PanelJson } from '../../../lib/dashboards';
import { trading } from '../../../platform';
import { toSettings } from '../../../lib/settings/settings';

const files = renderedFiles(toSettings(trading, 'dev', {}));
const summary = JSON.parse(files['stack.json'] ?? '') as StackSummary;
const deployed = new Map(
  ['api-health', 'overview', 'monitoring'].flatMap((name) =>
    (JSON.parse(files[`grafana/dashboards/${name}.json`] ?? '') as DashboardJson).panels.map(
      (panel): [string, PanelJson] => [`${name}/${panel.id}`, panel],
    ),
  ),
);

test('each alert has the panel that its link opens, and its description without the impact', () => {
  const alert = summary.alerts.find(({ name }) => name === 'HighErrorRate');
  expect(alert).toMatchObject({ panel: 'api-health/3', fires: 'above' });
  expect(alert?.sentence).toMatch(/ for 5 minutes\.$/);
});

test('a panel that draws an alert is listed without what the alert adds to it', () => {
  const without = summary.panelsWithoutAlerts['api-health/3'];
  const steps = (panel?: PanelJson) => panel?.fieldConfig?.defaults.thresholds?.steps.length;
  expect(steps(deployed.get('api-health/3'))).toBeGreaterThan(1);
  expect(steps(without)).toBe(1);
  expect(without?.description).not.toContain('HighErrorRate');
  expect(without?.targets).toEqual(deployed.get('api-health/3')?.targets);
});

test('a panel that draws no alert is not listed', () => {
  const silent = [...deployed].filter(([path, { type }]) => type !== 'row' && !(path in summary.panelsWithoutAlerts));
  expect(silent.length).toBeGreaterThan(0);
  for (const [, panel] of silent) expect(panel.description).not.toContain('Alerts:');
});
