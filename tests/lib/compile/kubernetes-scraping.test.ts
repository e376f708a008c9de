/** Rules, service monitors and pod monitors on Kubernetes. */
import { trading } from '../../../platform';
import { load } from 'js-yaml';
import { toSettings } from '../../../lib/settings/settings';
import { compile } from '../../../lib/compile';
import { EXPORTERS } from '../../support/exporters';
import { clusterOf, fullKubernetesSettings, objectsOf, valuesOf } from '../../support/kubernetes';

test('the rule groups are the same as with Docker, and Prometheus’ templates are not escaped', () => {
  const files = compile(toSettings(trading, 'prod', {})).prometheus;
  const onDocker = Object.entries(files).flatMap(([path, text]): [string, unknown][] => {
    const [, file] = /^rules\/(.*)\.yaml$/.exec(path) ?? [];
    return file === undefined ? [] : [[`trading-prod-rules-${file}`, load(text)]];
  });
  const rules = objectsOf('PrometheusRule');
  expect(Object.fromEntries(rules)).toEqual(Object.fromEntries(onDocker));
  expect(JSON.stringify(rules)).toContain('{{ $value');
});

test('the platform is scraped by its service, with the labels that its queries select', () => {
  const [[name, spec] = []] = objectsOf('ServiceMonitor', {
    backend: { selector: { job: 'api$1', cluster: 'eu' }, metricsPath: '/m' },
  });
  expect(name).toBe('trading-prod-monitor-platform');
  expect(spec).toEqual({
    selector: { matchLabels: { app: 'backend-api' } },
    namespaceSelector: { matchNames: ['trading'] },
    endpoints: [
      {
        port: 'http',
        path: '/m',
        interval: '15s',
        relabelings: [
          // A single $ would reference a group of the pattern.
          { targetLabel: 'job', replacement: 'api$$1' },
          { targetLabel: 'environment', replacement: 'prod' },
          { targetLabel: 'cluster', replacement: 'eu' },
        ],
      },
    ],
  });
});

test('the servers are scraped with the jobs that the alerts about monitoring select', () => {
  const jobs = (routed: boolean) =>
    objectsOf('ServiceMonitor', {}, routed)
      .flatMap(([, { endpoints }]) => endpoints.flatMap((each) => each.relabelings))
      .filter(({ targetLabel }) => targetLabel === 'job')
      .map(({ replacement }) => replacement);
  expect(jobs(false)).toEqual(['backend-api', 'prometheus', 'grafana']);
  expect(jobs(true)).toEqual(['backend-api', 'prometheus', 'alertmanager']);
});

test('monitors in the listed namespaces are used and their traffic is allowed, rules are not; without a list no other namespace counts', () => {
  const within = (...values: string[]) => ({
    matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values }],
  });
  const scraped = within('trading-observability-prod', 'payments');
  const { prometheus, prometheusOperator } = valuesOf(fullKubernetesSettings);
  expect(prometheus.prometheusSpec).toMatchObject({
    serviceMonitorNamespaceSelector: scraped,
    podMonitorNamespaceSelector: scraped,
    probeNamespaceSelector: scraped,
    scrapeConfigNamespaceSelector: scraped,
    ruleNamespaceSelector: within('trading-observability-prod'),
  });
  expect(prometheusOperator.namespaces).toEqual({ releaseNamespace: true, additional: ['payments'] });
  const into = (more: object) => JSON.stringify(clusterOf({ ...more }).networkPolicies.prometheus?.egress);
  expect(into(fullKubernetesSettings)).toContain('"kubernetes.io/metadata.name":"payments"');
  expect(into({})).not.toContain('payments');
  const byDefault = valuesOf();
  expect(byDefault.prometheusOperator.namespaces.additional).toEqual([]);
  expect(Object.keys(byDefault.prometheus.prometheusSpec).join()).not.toContain('NamespaceSelector');
});

test('exporters are scraped by their services, with the jobs that their alerts select', () => {
  const monitors = objectsOf('ServiceMonitor', EXPORTERS).slice(3);
  expect(monitors).toEqual(
    ['postgres', 'redis'].map((store) => [
      `trading-prod-monitor-${store}-exporter`,
      {
        selector: {
          matchLabels: {
            'app.kubernetes.io/name': `${store}-exporter`,
            'app.kubernetes.io/instance': 'trading-prod',
          },
        },
        namespaceSelector: { matchNames: ['trading-observability-prod'] },
        endpoints: [
          {
            port: 'metrics',
            path: '/metrics',
            interval: '15s',
            relabelings: [
              { targetLabel: 'job', replacement: `${store}-exporter` },
              { targetLabel: 'environment', replacement: 'prod' },
            ],
          },
        ],
      },
    ]),
  );
  expect(objectsOf('ServiceMonitor')).toHaveLength(3);
});

test('the config reloaders beside Prometheus and Alertmanager can be scraped', () => {
  const { prometheus, alertmanager } = clusterOf({}, true).networkPolicies;
  for (const policy of [prometheus, alertmanager])
    expect(policy?.ingress.flatMap(({ ports = [] }) => ports.map(({ port }) => port))).toContain(8080);
});
