/** Settings for several replicas, several clusters and several Prometheus. */
import { trading } from '../../../platform';
import { toSettings } from '../../../lib/settings/settings';
import { compile } from '../../../lib/compile';
import { panelQueries } from '../../../lib/dashboards';
import { settingsErrors } from '../../support/settings-errors';

const clusters = { eu: ['eu-1:8000', 'eu-2:8000'], us: ['us-1:8000'] };
const compiled = (raw: object) => compile(toSettings(trading, 'prod', raw));
const server = (raw: object) => compiled(raw).prometheus['prometheus.yml'] ?? '';

test('each cluster is a group of targets with its name as a label, and replaces the demo', () => {
  expect(server({ backend: { clusters, selector: { namespace: 'trading' } } })).toContain(
    `    static_configs:
      - targets:
          - eu-1:8000
          - eu-2:8000
        labels:
          environment: prod
          namespace: trading
          cluster: eu
      - targets:
          - us-1:8000
        labels:
          environment: prod
          namespace: trading
          cluster: us
`,
  );
  expect(toSettings(trading, 'prod', { demo: false, backend: { clusters } }).demo).toBe(false);
});

test('dashboards have a variable for the cluster if there are several', () => {
  const hasClusterVariable = (raw: object) => JSON.stringify(compiled(raw).dashboards).includes('$cluster');
  expect(hasClusterVariable({ backend: { clusters } })).toBe(true);
  expect(hasClusterVariable({ backend: { clusters: { eu: clusters.eu } } })).toBe(false);
  expect(hasClusterVariable({})).toBe(false);
});

test('the cluster variable filters every query of the platform’s series', () => {
  const { dashboardContext } = compiled({ backend: { clusters } });
  const queriesOfBackend = panelQueries(dashboardContext).filter(({ expr }) => expr.includes('job="backend-api"'));
  expect(queriesOfBackend.length).toBeGreaterThan(30);
  expect(queriesOfBackend.filter(({ expr }) => !expr.includes('cluster=~"$cluster"'))).toEqual([]);
});

test('two Prometheus of one stack differ only in the label `replica`, and their alerts do not differ', () => {
  const pair = (replica: string) =>
    compiled({ alerting: { engine: 'alertmanager' }, prometheus: { externalLabels: { region: 'eu', replica } } });
  const [a, b] = [pair('a'), pair('b')];
  expect(a.prometheus['prometheus.yml']).toContain('    environment: prod\n    region: eu\n    replica: a\n');
  expect(a.prometheus['prometheus.yml']).toContain(
    'alerting:\n  alert_relabel_configs:\n    - action: labeldrop\n      regex: replica\n  alertmanagers:\n',
  );
  expect(JSON.stringify(b).replaceAll('replica: b', 'replica: a')).toBe(JSON.stringify(a));
  expect(server({ alerting: { engine: 'alertmanager' } })).not.toContain('alert_relabel_configs');
});

test.each<[string, object, string]>([
  [
    'an address and clusters',
    { backend: { address: 'api:8000', clusters } },
    'backend.address: the addresses are in backend.clusters already; one of the two is needed',
  ],
  [
    'a selector that excludes all clusters except one',
    { backend: { clusters, selector: { cluster: 'eu' } } },
    'backend.selector.cluster: would leave out every cluster of backend.clusters but one; the clusters carry the label by themselves',
  ],
  [
    'a replica in two clusters',
    { backend: { clusters: { eu: ['a:8000'], us: ['a:8000'] } } },
    'backend.clusters: has a:8000 twice; each replica would count double',
  ],
  [
    'a cluster without replicas',
    { backend: { clusters: { eu: [] } } },
    'backend.clusters.eu: had a list, needs a list of addresses, such as ["eu-1:8000", "eu-2:8000"]',
  ],
  [
    'no address',
    { backend: { clusters: { eu: ['a:8000', 'b'] } } },
    'backend.clusters.eu[1]: had "b", needs host:port, such as "backend:8000"',
  ],
  [
    'a label that the stack sets',
    { prometheus: { externalLabels: { environment: 'x' } } },
    'prometheus.externalLabels.environment: is set by the stack itself',
  ],
  [
    'an invalid name of a label',
    { prometheus: { externalLabels: { 'my-replica': 'a' } } },
    'prometheus.externalLabels.my-replica: is no name of a label: letters, digits and "_", not beginning with a digit or "__"',
  ],
  [
    'a list of labels',
    { prometheus: { externalLabels: ['a'] } },
    'prometheus.externalLabels: had a list, needs a group of labels',
  ],
])('%s is refused', (_case, raw, message) => {
  expect(settingsErrors(raw)).toEqual([message]);
});

test('clusters are enough without the demo', () => {
  expect(settingsErrors({ demo: false, backend: { clusters } })).toEqual([]);
  expect(settingsErrors({ demo: false })).toEqual([
    'backend.address: missing; without the demo there is nothing to scrape',
  ]);
});
