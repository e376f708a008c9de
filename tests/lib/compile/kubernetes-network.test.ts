/** Network policies on Kubernetes, and the addresses of servers. */
import { trading } from '../../../platform';
import { forwardLine, portForwards } from '../../../lib/compile/kubernetes/names';
import { toSettings } from '../../../lib/settings/settings';
import { EXPORTERS } from '../../support/exporters';
import { clusterOf, kubernetesSettings } from '../../support/kubernetes';

type Raw = Readonly<Record<string, unknown>>;

test('a server without an address is reached by a port-forward, whose command is an output', () => {
  const forwardLines = (raw: Raw) =>
    Object.entries(portForwards(toSettings(trading, 'prod', kubernetesSettings(raw)))).map(([server, forward]) => [
      server,
      forwardLine(forward),
    ]);
  const line = 'kubectl --context test --namespace trading-observability-prod port-forward svc/trading-prod';
  expect(forwardLines({})).toEqual([
    ['grafana', `${line}-grafana 3000:80`],
    ['prometheus', `${line}-prometheus 9090:9090`],
  ]);
  expect(forwardLines({ alerting: { engine: 'alertmanager' } })).toContainEqual([
    'alertmanager',
    `${line}-alertmanager 9093:9093`,
  ]);
  const addresses = {
    kubernetes: { ingress: { host: 'grafana.example.com' } },
    prometheus: { externalUrl: 'https://prometheus.example.com' },
  };
  expect(forwardLines(addresses)).toEqual([]);
});

test('each part has network policies, unless the stack disables them', () => {
  const parts = (raw: Raw, routed = false) => Object.keys(clusterOf(raw, routed).networkPolicies);
  const operator = ['operator', 'admission-create', 'admission-patch'];
  expect(parts({})).toEqual([...operator, 'prometheus', 'grafana']);
  expect(parts({ kubernetes: { defaultRules: true } }, true)).toEqual([
    ...operator,
    'prometheus',
    'alertmanager',
    'grafana',
    'kube-state-metrics',
  ]);
  expect(parts({ kubernetes: { operator: 'existing' } })).toEqual(['prometheus', 'grafana']);
  expect(parts({ kubernetes: { networkPolicies: false } })).toEqual([]);
});

test('each pod has only the connections that it needs', () => {
  const { exporters } = EXPORTERS;
  const postgres = { ...exporters.postgres, address: 'db.trading.svc:5432' };
  const {
    prometheus,
    grafana,
    'postgres-exporter': exporter,
  } = clusterOf({ exporters: { ...exporters, postgres } }, true).networkPolicies;
  const pod = (name: string, more: object) => ({
    podSelector: { matchLabels: { 'app.kubernetes.io/name': name, ...more } },
  });
  const ofPrometheus = pod('prometheus', { 'operator.prometheus.io/name': 'trading-prod-prometheus' });
  const ofGrafana = pod('grafana', { 'app.kubernetes.io/instance': 'trading-prod' });
  expect(prometheus).toMatchObject({
    ...ofPrometheus,
    ingress: [
      { from: [ofGrafana, ofPrometheus], ports: [{ port: 9090, protocol: 'TCP' }] },
      { from: [ofPrometheus], ports: [{ port: 8080, protocol: 'TCP' }] },
    ],
  });
  expect(prometheus?.egress).toContainEqual({
    to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'trading' } } }],
  });
  // Only Prometheus may connect, unless the server has an ingress or an address.
  expect(grafana?.ingress).toEqual([{ from: [ofPrometheus], ports: [{ port: 3000, protocol: 'TCP' }] }]);
  const open = clusterOf({ kubernetes: { ingress: { host: 'grafana.example.com' } } }).networkPolicies.grafana;
  expect(open?.ingress).toEqual([{ ports: [{ port: 3000, protocol: 'TCP' }] }]);
  expect(exporter).toMatchObject({
    ingress: [{ from: [ofPrometheus], ports: [{ port: 9187, protocol: 'TCP' }] }],
    egress: [{ ports: [{ port: 53 }, { port: 53 }] }, { ports: [{ port: 5432, protocol: 'TCP' }] }],
  });
});

test('DNS and an API server on other ports are allowed', () => {
  const ports = (kubernetes: object) =>
    clusterOf({ kubernetes }).networkPolicies.operator?.egress.map((rule) => rule.ports?.map(({ port }) => port));
  expect(ports({})).toEqual([
    [53, 53],
    [443, 6443, 8443],
  ]);
  expect(ports({ dnsPort: 5353, apiServerPort: 16443 })).toEqual([
    [53, 5353, 53, 5353],
    [443, 6443, 8443, 16443],
  ]);
});
