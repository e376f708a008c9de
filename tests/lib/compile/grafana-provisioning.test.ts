/** The files from which `make demo` provisions Grafana: the stack's data sources, dashboards and rules. */
import { trading } from '../../../platform';
import { load } from 'js-yaml';
import { compile } from '../../../lib/compile';
import { grafanaProvisioning } from '../../../lib/compile/grafana-provisioning';
import { toSettings } from '../../../lib/settings/settings';

const settings = toSettings(trading, 'dev', {});
const content = compile(settings);
const files = grafanaProvisioning(content, {
  settings,
  prometheusUrl: 'http://127.0.0.1:9090',
  alertmanagerUrl: 'http://127.0.0.1:9093',
  folder: '/provisioning',
});
const parsed = (path: string) => load(files[path] ?? '') as Record<string, Record<string, unknown>[]>;

test('the dashboards find their data source by its UID', () => {
  expect(parsed('datasources/stack.yaml').datasources?.map(({ uid, url }) => [uid, url])).toEqual([
    ['prometheus-dev', 'http://127.0.0.1:9090'],
    ['alertmanager-dev', 'http://127.0.0.1:9093'],
  ]);
});

test('every dashboard is in the folder that the provider reads', () => {
  expect(parsed('dashboards/stack.yaml').providers?.[0]?.options).toEqual({ path: '/provisioning/boards' });
  for (const [name, text] of Object.entries(content.dashboards)) expect(files[`boards/${name}.json`]).toBe(text);
});

test('every rule is provisioned, with a UID of its own', () => {
  const groups = parsed('alerting/stack.yaml').groups ?? [];
  const uids = groups.flatMap(({ rules }) => (rules as { uid: string }[]).map(({ uid }) => uid));
  expect(uids).toHaveLength(content.grafana.ruleGroups.flatMap(({ rules }) => rules).length);
  expect(new Set(uids).size).toBe(uids.length);
});
