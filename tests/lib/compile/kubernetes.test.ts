/** A stack as values of kube-prometheus-stack; whether the chart knows them is asked in `chart.test.ts`. */
import { trading } from '../../../platform';
import { load } from 'js-yaml';
import { grafanaSecrets } from '../../../lib/compile/kubernetes/grafana';
import { forwardLine, portForwards } from '../../../lib/compile/kubernetes/names';
import { mirroredImage, parseImage } from '../../../lib/settings/images';
import { IMAGES } from '../../../lib/settings/versions';
import { namespaceLabels } from '../../../lib/compile/kubernetes/pods';
import { ENCRYPTED } from '../../../lib/settings/raw';
import { toSettings } from '../../../lib/settings/settings';
import { compile } from '../../../lib/compile';
import { alertNames } from '../../../platform';
import { EXPORTERS } from '../../support/exporters';
import { clusterOf, everything, objectsOf, onKubernetes, RECEIVER, valuesOf } from '../../support/kubernetes';
import { ROUTED } from '../../support/receivers';

type Raw = Readonly<Record<string, unknown>>;

test('the rule groups are those that Docker gets, and Prometheus’ own templates arrive as written', () => {
  const files = compile(toSettings(trading, 'prod', {})).prometheus;
  const onDocker = Object.entries(files).flatMap(([path, text]): [string, unknown][] => {
    const [, file] = /^rules\/(.*)\.yaml$/.exec(path) ?? [];
    return file === undefined ? [] : [[`trading-prod-rules-${file}`, load(text)]];
  });
  const rules = objectsOf('PrometheusRule');
  expect(Object.fromEntries(rules)).toEqual(Object.fromEntries(onDocker));
  expect(JSON.stringify(rules)).toContain('{{ $value');
});

test('the platform is scraped by its service, under the labels that its queries ask for', () => {
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
          // A single $ would stand for a part of the pattern.
          { targetLabel: 'job', replacement: 'api$$1' },
          { targetLabel: 'environment', replacement: 'prod' },
          { targetLabel: 'cluster', replacement: 'eu' },
        ],
      },
    ],
  });
});

test('the servers are scraped under the jobs that the alerts on the alerting look for', () => {
  const jobs = (routed: boolean) =>
    objectsOf('ServiceMonitor', {}, routed)
      .flatMap(([, { endpoints }]) => endpoints.flatMap((each) => each.relabelings))
      .filter(({ targetLabel }) => targetLabel === 'job')
      .map(({ replacement }) => replacement);
  expect(jobs(false)).toEqual(['backend-api', 'prometheus', 'grafana']);
  expect(jobs(true)).toEqual(['backend-api', 'prometheus', 'alertmanager']);
});

test('replicas keep apart, survive a drained node, and differ in one external label only', () => {
  const { podDisruptionBudget, prometheusSpec, service } = valuesOf({
    backend: { selector: { cluster: 'eu' } },
    kubernetes: { replicas: 2, podAntiAffinity: 'hard', topologyKey: 'zone', replicaLabel: '__replica__' },
  }).prometheus;
  expect(podDisruptionBudget).toEqual({ enabled: true, minAvailable: 1 });
  expect(prometheusSpec).toMatchObject({
    replicas: 2,
    podAntiAffinity: 'hard',
    podAntiAffinityTopologyKey: 'zone',
    replicaExternalLabelName: '__replica__',
    externalLabels: { environment: 'prod', cluster: 'eu' },
  });
  expect(service.sessionAffinity).toBe('ClientIP');
});

test('monitors of the named namespaces are taken and let through, their rules are not; of no others where none is named', () => {
  const within = (...values: string[]) => ({
    matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values }],
  });
  const scraped = within('trading-observability-prod', 'payments');
  const { prometheus, prometheusOperator } = valuesOf(everything);
  expect(prometheus.prometheusSpec).toMatchObject({
    serviceMonitorNamespaceSelector: scraped,
    podMonitorNamespaceSelector: scraped,
    probeNamespaceSelector: scraped,
    scrapeConfigNamespaceSelector: scraped,
    ruleNamespaceSelector: within('trading-observability-prod'),
  });
  expect(prometheusOperator.namespaces).toEqual({ releaseNamespace: true, additional: ['payments'] });
  const into = (more: object) => JSON.stringify(clusterOf({ ...more }).networkPolicies.prometheus?.egress);
  expect(into(everything)).toContain('"kubernetes.io/metadata.name":"payments"');
  expect(into({})).not.toContain('payments');
  const byDefault = valuesOf();
  expect(byDefault.prometheusOperator.namespaces.additional).toEqual([]);
  expect(Object.keys(byDefault.prometheus.prometheusSpec).join()).not.toContain('NamespaceSelector');
});

/** Every group that has `key`, by its path. */
function groupsWith(key: string, value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [
    ...(name === key ? [path] : []),
    ...groupsWith(key, inner, `${path}${path === '' ? '' : '.'}${name}`),
  ]);
}

test('every pod of the chart runs where the stack says, but the node exporter on each node', () => {
  const values = valuesOf(everything, true);
  const workloads = [
    'kube-state-metrics',
    'prometheus-node-exporter',
    'prometheusOperator',
    'prometheusOperator.admissionWebhooks.patch',
    'prometheus.prometheusSpec',
    'alertmanager.alertmanagerSpec',
    'grafana',
  ];
  expect(groupsWith('tolerations', values).sort()).toEqual([...workloads].sort());
  expect(groupsWith('priorityClassName', values).sort()).toEqual([...workloads].sort());
  expect(groupsWith('nodeSelector', values).sort()).toEqual(
    workloads.filter((each) => each !== 'prometheus-node-exporter').sort(),
  );
  const toleration = { key: 'dedicated', operator: 'Equal', value: 'monitoring', effect: 'NoSchedule' };
  expect(values['prometheus-node-exporter'].tolerations).toEqual([
    { effect: 'NoSchedule', operator: 'Exists' },
    toleration,
  ]);
  expect(values.grafana.tolerations).toEqual([toleration]);
  expect(values.global).toEqual({ imageRegistry: 'mirror.example.com', imagePullSecrets: [{ name: 'mirror' }] });
  expect(clusterOf(everything).crdsValues).toMatchObject({
    global: values.global,
    crds: { upgradeJob: { nodeSelector: { pool: 'monitoring' }, tolerations: [toleration] } },
  });
});

test('replicas of Prometheus and of Alertmanager spread, each counted by its own label', () => {
  const { prometheus, alertmanager } = valuesOf(everything, true);
  const spread = { topologyKey: 'topology.kubernetes.io/zone', maxSkew: 1, whenUnsatisfiable: 'DoNotSchedule' };
  expect(prometheus.prometheusSpec.topologySpreadConstraints).toEqual([
    {
      ...spread,
      labelSelector: {
        matchLabels: {
          'app.kubernetes.io/name': 'prometheus',
          'operator.prometheus.io/name': 'trading-prod-prometheus',
        },
      },
    },
  ]);
  expect(alertmanager.alertmanagerSpec?.topologySpreadConstraints).toEqual([
    {
      ...spread,
      labelSelector: {
        matchLabels: { 'app.kubernetes.io/name': 'alertmanager', alertmanager: 'trading-prod-alertmanager' },
      },
    },
  ]);
});

test('the stack’s labels are on every object, and its annotations on workloads, pods and services; none on a volume', () => {
  const values = valuesOf(everything, true);
  expect(values).toMatchObject({
    commonLabels: { team: 'sre' },
    'kube-state-metrics': { customLabels: { team: 'sre' } },
    'prometheus-node-exporter': { commonLabels: { team: 'sre' } },
    prometheus: { prometheusSpec: { podMetadata: { labels: { team: 'sre' } } } },
    alertmanager: { alertmanagerSpec: { podMetadata: { labels: { team: 'sre' } } } },
    grafana: { extraLabels: { team: 'sre' } },
  });
  const owner = { 'example.com/owner': 'SRE on call' };
  for (const annotations of [
    values.prometheus.annotations,
    values.prometheus.service.annotations,
    values.prometheus.prometheusSpec.podMetadata?.annotations,
    values.alertmanager.service?.annotations,
    values.grafana.annotations,
    values.grafana.podAnnotations,
    values.grafana.service?.annotations,
    values.prometheusOperator.podAnnotations,
  ])
    expect(annotations).toEqual(owner);
  expect(JSON.stringify(values.prometheus.prometheusSpec.storageSpec)).not.toContain('sre');
  expect(values.grafana.persistence.annotations).toEqual({ 'helm.sh/resource-policy': 'keep' });
  for (const { metadata } of Object.values(clusterOf(everything).objects))
    expect(metadata).toMatchObject({ labels: { team: 'sre', release: 'trading-prod' }, annotations: owner });
});

test('a single replica may go when its node is drained', () => {
  expect(valuesOf().prometheus.podDisruptionBudget.enabled).toBe(false);
});

test('volumes outlive the servers, and Prometheus keeps what the stack says', () => {
  const { prometheus, grafana } = valuesOf({
    prometheus: { retention: '90d', retentionSize: '50GB' },
    kubernetes: { storage: { class: 'fast', size: '80Gi', grafanaSize: '8Gi' }, protectData: true },
  });
  expect(prometheus.prometheusSpec).toMatchObject({
    retention: '90d',
    retentionSize: '50GB',
    persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
    storageSpec: {
      volumeClaimTemplate: { spec: { storageClassName: 'fast', resources: { requests: { storage: '80Gi' } } } },
    },
  });
  expect(grafana.persistence).toMatchObject({
    enabled: true,
    storageClassName: 'fast',
    size: '8Gi',
    annotations: { 'helm.sh/resource-policy': 'keep' },
  });
});

test('the cluster’s own monitoring comes whole or not at all', () => {
  const parts = (on: boolean) => {
    const { defaultRules, kubeStateMetrics, nodeExporter, kubernetesServiceMonitors, prometheusOperator } = valuesOf({
      kubernetes: { defaultRules: on },
    });
    const { kubeletService } = prometheusOperator;
    return [
      defaultRules.create,
      ...[kubeStateMetrics, nodeExporter, kubernetesServiceMonitors, kubeletService].map(({ enabled }) => enabled),
    ];
  };
  expect(parts(false)).toEqual([false, false, false, false, false]);
  expect(parts(true)).toEqual([true, true, true, true, true]);
});

test('exporters are scraped by their services, under the jobs that their alerts look for', () => {
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

test.each([
  ['neither', {}, false, '64Mi'],
  ['the cluster’s own monitoring', { kubernetes: { defaultRules: true } }, true, '64Mi'],
  ['the exporter', { exporters: { node: { memory: 96 } } }, true, '96Mi'],
  ['an exporter that is off', { exporters: { node: { enabled: false } } }, false, '64Mi'],
])('hosts are measured once, whichever asks for it: %s', (_asks, raw, on, memory) => {
  const { nodeExporter, 'prometheus-node-exporter': node } = valuesOf(raw);
  expect(nodeExporter.enabled).toBe(on);
  expect(node).toMatchObject({
    resources: { limits: { memory } },
    securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    containerSecurityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
    prometheus: {
      monitor: {
        relabelings: [
          { targetLabel: 'job', replacement: 'node-exporter' },
          { targetLabel: 'environment', replacement: 'prod' },
        ],
      },
    },
  });
  // The chart's own monitor is the only one.
  expect(JSON.stringify(objectsOf('ServiceMonitor', raw))).not.toContain('node-exporter');
});

test.each([
  ['prom/x:v1', undefined, 'prom/x:v1'],
  ['prom/x:v1', 'mirror.example.com', 'mirror.example.com/prom/x:v1'],
  ['quay.io/prom/x:v1', 'mirror.example.com:5000', 'mirror.example.com:5000/prom/x:v1'],
  ['registry.example.com/x:v1', 'mirror.example.com', 'registry.example.com/x:v1'],
  ['localhost/x:v1', 'mirror.example.com', 'localhost/x:v1'],
])('the image %s, with the mirror %s, is %s', (image, registry, mirrored) => {
  expect(mirroredImage(image, registry)).toBe(mirrored);
});

test('the chart’s servers get the images that Docker gets, and those that a stack names by digest', () => {
  const sha = 'a'.repeat(64);
  const { prometheus, alertmanager, grafana, ...values } = valuesOf(
    { grafana: { image: `grafana/grafana:12.4.5@sha256:${sha}` } },
    true,
  );
  expect(prometheus.prometheusSpec.image).toEqual(parseImage(IMAGES.prometheus));
  expect(alertmanager.alertmanagerSpec?.image).toEqual(parseImage(IMAGES.alertmanager));
  expect(grafana.image).toEqual({ registry: 'docker.io', repository: 'grafana/grafana', tag: '12.4.5', sha });
  expect(values['prometheus-node-exporter'].image.digest).toBe(`sha256:${parseImage(IMAGES.nodeExporter).sha}`);
});

test.each([
  ['prom/x:v1', 'docker.io', 'prom/x', 'v1', ''],
  ['busybox:1.37.0', 'docker.io', 'busybox', '1.37.0', ''],
  ['registry.example.com:5000/a/b:v1', 'registry.example.com:5000', 'a/b', 'v1', ''],
  [`prom/x@sha256:${'0'.repeat(64)}`, 'docker.io', 'prom/x', '', '0'.repeat(64)],
  [`quay.io/prom/x:v1@sha256:${'0'.repeat(64)}`, 'quay.io', 'prom/x', 'v1', '0'.repeat(64)],
])('the image %s has its parts', (image, registry, repository, tag, sha) => {
  expect(parseImage(image)).toEqual({ registry, repository, tag, sha });
});

test('no alert of the chart shares a name with one of the catalogue', () => {
  expect(Object.keys(valuesOf().defaultRules.disabled)).toEqual(alertNames);
});

test('one notifies: the chart’s Alertmanager is off unless it is the one', () => {
  expect(valuesOf().alertmanager).toEqual({ enabled: false });
  expect(valuesOf({ kubernetes: { replicas: 2 } }, true).alertmanager).toMatchObject({
    enabled: true,
    alertmanagerSpec: { replicas: 2, useExistingSecret: true, configSecret: 'trading-prod-alertmanager-config' },
  });
});

test('no credential is in the values, only the secret that has it', () => {
  const [basic, bearer] = valuesOf(everything).prometheus.prometheusSpec.remoteWrite;
  const name = 'trading-prod-remote-write';
  expect(basic).toMatchObject({
    url: RECEIVER,
    basicAuth: { username: { name, key: 'remote-write-0-user' }, password: { name, key: 'remote-write-0' } },
    writeRelabelConfigs: [
      { action: 'keep', sourceLabels: ['job'] },
      { action: 'keep', sourceLabels: ['__name__'] },
    ],
  });
  expect(bearer).toEqual({
    url: RECEIVER,
    headers: { 'X-Scope-OrgID': 'trading' },
    authorization: { type: 'Bearer', credentials: { name, key: 'remote-write-1' } },
  });
  expect(JSON.stringify(clusterOf(everything))).not.toContain(ENCRYPTED);
});

test('Grafana reads its password from a file, has no rights in the cluster, and runs as nobody special', () => {
  expect(valuesOf().grafana).toMatchObject({
    admin: { existingSecret: 'trading-prod-grafana-admin' },
    env: { GF_SECURITY_ADMIN_PASSWORD__FILE: '/etc/grafana-secrets/admin-password' },
    extraSecretMounts: [{ secretName: 'trading-prod-grafana-admin', mountPath: '/etc/grafana-secrets' }],
    automountServiceAccountToken: false,
    rbac: { create: false },
    securityContext: { runAsNonRoot: true },
    initChownData: { enabled: false },
    'grafana.ini': { users: { allow_sign_up: false }, analytics: { reporting_enabled: false } },
  });
});

/** As the engine hands it over: its credentials decrypted. */
function decrypted(more: Raw) {
  const settings = toSettings(trading, 'prod', onKubernetes(more), new Set(['alerting']));
  const { servers } = compile(settings);
  if (servers.target !== 'kubernetes') throw new Error(`the stack is for ${servers.target}`);
  return { settings, values: servers.chartValues };
}

test('mails go by the server that the stack names, with its password in the secret and never in the values', () => {
  const { settings, values } = decrypted({ alerting: ROUTED });
  expect(values.grafana['grafana.ini'].smtp).toEqual({
    enabled: true,
    host: ROUTED.smtp.host,
    from_address: ROUTED.smtp.from,
    startTLS_policy: 'MandatoryStartTLS',
    user: ROUTED.smtp.user,
  });
  expect(values.grafana.env.GF_SMTP_PASSWORD__FILE).toBe('/etc/grafana-secrets/smtp-password');
  expect(grafanaSecrets(settings)['smtp-password']?.reveal()).toBe(ROUTED.smtp.password);
  expect(JSON.stringify(values)).not.toContain(ROUTED.smtp.password);
  expect(valuesOf().grafana['grafana.ini'].smtp).toBeUndefined();
});

test('Alertmanager’s memory is what the stack says', () => {
  const alerting = { ...ROUTED, engine: 'alertmanager' };
  const { alertmanagerSpec } = decrypted({ alerting, alertmanager: { memory: 200 } }).values.alertmanager;
  expect(alertmanagerSpec?.resources.limits.memory).toBe('200Mi');
});

test('a server without an address of its own is reached by a port-forward that is told', () => {
  const forwardLines = (raw: Raw) =>
    Object.entries(portForwards(toSettings(trading, 'prod', onKubernetes(raw)))).map(([server, forward]) => [
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

test('every pod that the stack configures has a limit on its memory', () => {
  const values = valuesOf(everything, true);
  const found: unknown[] = [];
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if ('resources' in value && !('accessModes' in value)) found.push(value.resources);
    Object.values(value).forEach(walk);
  };
  walk(values);
  expect(found).toHaveLength(8);
  for (const each of found)
    expect(each).toMatchObject({ limits: { memory: expect.stringMatching(/^\d+Mi$/) as string } });
});

test('network policies are there for each part, and only as long as the stack wants them', () => {
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

test('each pod has the connections that it needs and no other', () => {
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
  // Nobody but Prometheus, unless an ingress or an address of its own leads to it.
  expect(grafana?.ingress).toEqual([{ from: [ofPrometheus], ports: [{ port: 3000, protocol: 'TCP' }] }]);
  const open = clusterOf({ kubernetes: { ingress: { host: 'grafana.example.com' } } }).networkPolicies.grafana;
  expect(open?.ingress).toEqual([{ ports: [{ port: 3000, protocol: 'TCP' }] }]);
  expect(exporter).toMatchObject({
    ingress: [{ from: [ofPrometheus], ports: [{ port: 9187, protocol: 'TCP' }] }],
    egress: [{ ports: [{ port: 53 }, { port: 53 }] }, { ports: [{ port: 5432, protocol: 'TCP' }] }],
  });
});

test('the config reloaders beside Prometheus and Alertmanager can be scraped', () => {
  const { prometheus, alertmanager } = clusterOf({}, true).networkPolicies;
  for (const policy of [prometheus, alertmanager])
    expect(policy?.ingress.flatMap(({ ports = [] }) => ports.map(({ port }) => port))).toContain(8080);
});

test('DNS and an API server at ports of their own are let through', () => {
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

test('with an operator that exists none is deployed, nor its kinds; the servers and their objects are', () => {
  const { crdsValues, chartValues, objects } = clusterOf({ kubernetes: { operator: 'existing' } });
  expect(crdsValues).toBeUndefined();
  expect(chartValues).toMatchObject({ prometheusOperator: { enabled: false }, crds: { enabled: false } });
  expect(Object.keys(objects)).toEqual(Object.keys(clusterOf().objects));
});

test('of two stacks in one cluster no object has the other’s name, and each operator minds its own namespace', () => {
  const stack = (environment: string) => clusterOf({ environment });
  const called = (environment: string) =>
    Object.values(stack(environment).objects).map(({ metadata }) => metadata.name);
  expect(called('blue').filter((name) => called('green').includes(name))).toEqual([]);
  expect(stack('blue').chartValues.fullnameOverride).not.toBe(stack('green').chartValues.fullnameOverride);
  const { namespaces, admissionWebhooks } = stack('blue').chartValues.prometheusOperator;
  expect(namespaces).toEqual({ releaseNamespace: true, additional: [] });
  expect(admissionWebhooks.namespaceSelector.matchLabels).toEqual({
    'kubernetes.io/metadata.name': 'trading-observability-blue',
  });
});

test('the namespace lets in restricted pods alone, unless hosts are measured', () => {
  const enforced = (raw: Raw) =>
    namespaceLabels(toSettings(trading, 'prod', onKubernetes(raw)))['pod-security.kubernetes.io/enforce'];
  expect(enforced({})).toBe('restricted');
  expect(enforced({ exporters: { node: {} } })).toBe('privileged');
});
