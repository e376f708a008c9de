/**
 * A stack on Kubernetes as files for Argo CD or Flux. `tests/kubernetes` tests that an API server accepts the objects.
 */
import { trading } from '../../../platform';
import { load } from 'js-yaml';
import { compile } from '../../../lib/compile';
import { gitopsFiles, gitopsRefusal } from '../../../lib/compile/kubernetes/gitops';
import { grafanaValues } from '../../../lib/compile/kubernetes/grafana';
import { toSettings } from '../../../lib/settings/settings';
import { EXPORTERS } from '../../support/exporters';
import { fullKubernetesSettings, kubernetesSettings } from '../../support/kubernetes';
import { CREDENTIALS, EVERY_RECEIVER } from '../../support/receivers';

const settings = toSettings(
  trading,
  'prod',
  kubernetesSettings({
    ...fullKubernetesSettings,
    ...EXPORTERS,
    alerting: { engine: 'alertmanager', ...EVERY_RECEIVER },
  }),
  new Set(['alerting']),
);
const content = compile(settings);
const files = gitopsFiles(settings, content);
const parsed = (path: string): unknown => load(files[path] ?? '');

interface Read {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly labels?: object };
  readonly data?: Readonly<Record<string, string>>;
}
const objects = Object.keys(files)
  .filter((path) => path.startsWith('gitops/objects/'))
  .map((path) => parsed(path) as Read);

test('no file contains a credential', () => {
  const all = Object.values(files).join('\n');
  for (const credential of Object.values(CREDENTIALS)) expect(all).not.toContain(credential);
});

test('every secret that a pod or an object names is in the list of secrets to create, or is an object without credentials', () => {
  const listed = (parsed('gitops/secrets.yaml') as { name: string; keys: string[] }[]).map(({ name }) => name);
  expect(listed).toEqual([
    'trading-prod-grafana-admin',
    'trading-prod-remote-write',
    'trading-prod-alertmanager-credentials',
    'trading-prod-postgres-exporter',
    'trading-prod-redis-exporter',
  ]);
  const values = files['gitops/values.yaml'] ?? '';
  for (const name of [...listed.slice(0, 3), 'trading-prod-alertmanager-config']) expect(values).toContain(name);
  expect(files['gitops/objects/postgres-exporter-deployment.yaml']).toContain(
    'secretName: trading-prod-postgres-exporter',
  );
  const secretNames = objects.filter(({ kind }) => kind === 'Secret').map(({ metadata }) => metadata.name);
  expect(secretNames).toEqual(['trading-prod-alertmanager-config']);
});

test('objects are in the stack’s namespace, which comes first, and have the names that Pulumi gives them', () => {
  expect(parsed('gitops/objects/namespace.yaml')).toMatchObject({
    kind: 'Namespace',
    metadata: { name: 'trading-observability-prod', labels: { 'pod-security.kubernetes.io/enforce': 'privileged' } },
  });
  const objectsInNamespace = objects.filter(({ kind }) => kind !== 'Namespace');
  expect(new Set(objectsInNamespace.map(({ metadata }) => metadata.namespace))).toEqual(
    new Set(['trading-observability-prod']),
  );
  if (content.servers.target !== 'kubernetes') throw new Error('the stack is for a cluster');
  for (const object of Object.values(content.servers.objects)) expect(objectsInNamespace).toContainEqual(object);
});

test('Grafana mounts the config maps of dashboards and data sources', () => {
  const { grafana } = parsed('gitops/values.yaml') as {
    grafana: {
      extraConfigmapMounts: { configMap: string; mountPath: string }[];
      'grafana.ini': { dashboards: { default_home_dashboard_path: string } };
    };
  };
  const maps = objects.filter(
    ({ kind, metadata }) => kind === 'ConfigMap' && metadata.name !== 'trading-prod-authorities',
  );
  expect(grafana.extraConfigmapMounts.map(({ configMap }) => configMap).sort()).toEqual(
    maps.map(({ metadata }) => metadata.name).sort(),
  );
  const mounted = grafana.extraConfigmapMounts.flatMap(({ configMap, mountPath }) =>
    Object.keys(maps.find(({ metadata }) => metadata.name === configMap)?.data ?? {}).map(
      (file) => `${mountPath}/${file}`,
    ),
  );
  expect(mounted).toContain(grafana['grafana.ini'].dashboards.default_home_dashboard_path);
  expect(mounted).toContain('/etc/grafana/provisioning/datasources/stack.yaml');
  for (const [name, text] of Object.entries(content.dashboards))
    expect(maps.map(({ data }) => data?.[`${name}.json`])).toContain(text);
  // All values that the chart gets from Pulumi stay.
  const { podAnnotations: _annotations, 'grafana.ini': _ini, ...commonValues } = grafanaValues(settings);
  expect(grafana).toMatchObject(commonValues);
});

test('a changed address of a data source restarts Grafana, a changed dashboard does not', () => {
  const checksum = (more: object) => {
    const changed = { ...settings, ...more };
    const { grafana } = load(gitopsFiles(changed, compile(changed))['gitops/values.yaml'] ?? '') as {
      grafana: { podAnnotations: Record<string, string> };
    };
    return grafana.podAnnotations['checksum/provisioning'];
  };
  const now = checksum({});
  expect(now).toMatch(/^[0-9a-f]{8}$/);
  expect(checksum({ thresholds: { HighAPILatency: { above: 0.7 } } })).toBe(now);
  expect(checksum({ kubernetes: { ...settings.kubernetes, namespace: 'elsewhere' } })).not.toBe(now);
});

test('a stack with Grafana as engine is refused with the reason', () => {
  const byGrafana = toSettings(trading, 'prod', kubernetesSettings());
  expect(gitopsFiles(byGrafana, compile(byGrafana))).toEqual({});
  expect(gitopsRefusal(byGrafana)).toBe(
    "alerting.engine is grafana, whose rules and credentials go through Grafana's API; only alertmanager's are objects",
  );
  expect(gitopsRefusal({ ...byGrafana, target: 'docker' })).toBe(
    'target is docker; only kubernetes has objects to apply',
  );
});
