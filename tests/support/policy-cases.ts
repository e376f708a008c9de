/** For each policy, resources that it refuses and similar ones that it accepts, as programs for the engine. */
import * as docker from '@pulumi/docker';
import { CustomResource } from '@pulumi/kubernetes/apiextensions/customResource';
import { Deployment } from '@pulumi/kubernetes/apps/v1/deployment';
import { PersistentVolumeClaim } from '@pulumi/kubernetes/core/v1/persistentVolumeClaim';
import { Service } from '@pulumi/kubernetes/core/v1/service';
import { Release } from '@pulumi/kubernetes/helm/v3/release';
import type * as input from '@pulumi/kubernetes/types/input';
import * as pulumi from '@pulumi/pulumi';
import * as random from '@pulumi/random';
import * as grafana from '@pulumiverse/grafana';

type Args = Partial<docker.ContainerArgs>;
const DIGEST = `sha256:${'a'.repeat(64)}`;
const labels = { app: 'probe' };

/** A container that every policy accepts, with changes. */
const container = (args: Args) => (name: string) =>
  new docker.Container(name, {
    image: 'example/probe:1.0',
    user: '65534:65534',
    readOnly: true,
    capabilities: { drops: ['ALL'] },
    securityOpts: ['no-new-privileges:true'],
    memory: 64,
    ...args,
  });

type Spec = pulumi.Unwrap<input.core.v1.Container>;
/** A pod that every policy accepts, with changes. */
const pod =
  (part: Partial<Spec>, spec: { hostNetwork?: boolean; securityContext?: { runAsUser?: number } } = {}) =>
  (name: string) =>
    new Deployment(name, {
      spec: {
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            ...spec,
            containers: [
              {
                name: 'probe',
                image: 'example/probe:1.0',
                resources: { limits: { memory: '64Mi' } },
                securityContext: {
                  runAsNonRoot: true,
                  allowPrivilegeEscalation: false,
                  readOnlyRootFilesystem: true,
                  capabilities: { drop: ['ALL'] },
                },
                ...part,
              },
            ],
          },
        },
      },
    });

const limit = { resources: { limits: { memory: '1Gi' } } };
/** kube-prometheus-stack with values that every policy accepts, with changes. */
const chart =
  (values: Record<string, unknown> = {}) =>
  (name: string) =>
    new Release(name, {
      chart: 'kube-prometheus-stack',
      version: '88.5.3',
      values: {
        prometheus: { prometheusSpec: limit },
        alertmanager: { alertmanagerSpec: limit },
        grafana: { ...limit, adminPassword: pulumi.secret('of-its-own-and-long') },
        ...values,
      },
    });

const rule = (annotations: Record<string, string>, severity: Record<string, string> = { severity: 'critical' }) =>
  JSON.stringify({
    groups: [{ name: 'g', rules: [{ alert: 'Down', expr: 'up == 0', labels: severity, annotations }] }],
  });
/** An object of the Prometheus operator that every policy accepts, with changes. */
const ruleObject = (annotations: Record<string, string>) => (name: string) =>
  new CustomResource(name, {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    spec: JSON.parse(rule(annotations)) as object,
  });
const GOOD_ALERT = { summary: 'It is down', runbook_url: 'https://example.org/down' };

const group = (annotations: Record<string, string>) => (name: string) =>
  new grafana.alerting.RuleGroup(name, {
    folderUid: 'folder',
    intervalSeconds: 60,
    rules: [{ name: 'Down', condition: 'A', datas: [], labels: { severity: 'critical' }, annotations }],
  });

/** A value that is unknown before the update. */
const unknownValue = (name: string) => new random.RandomPassword(`${name}-later`, { length: 20 }).result;

interface Cases {
  readonly refused: Readonly<Record<string, (name: string) => unknown>>;
  readonly passed: Readonly<Record<string, (name: string) => unknown>>;
}

export const cases: Readonly<Record<string, Cases>> = {
  'fixed-image': {
    refused: {
      latest: (name) => new docker.RemoteImage(name, { name: 'prom/prometheus:latest' }),
      untagged: (name) => new docker.RemoteImage(name, { name: 'registry.local:5000/prometheus' }),
      'of-a-pod': pod({ image: 'busybox' }),
      'in-a-chart': chart({ sidecar: { image: { repository: 'example/sidecar', tag: 'latest' } } }),
    },
    passed: {
      tag: (name) => new docker.RemoteImage(name, { name: 'registry.local:5000/prometheus:v3.5.0' }),
      digest: (name) => new docker.RemoteImage(name, { name: `prom/prometheus@${DIGEST}` }),
      'by-id': container({ image: DIGEST }),
      'chart-default': chart({ sidecar: { image: { repository: 'example/sidecar', tag: '' } } }),
    },
  },
  'own-admin-password': {
    refused: {
      unset: container({ image: 'grafana/grafana:12.1.1', envs: ['GF_SERVER_ROOT_URL=http://localhost'] }),
      'default-in-a-file': container({
        envs: ['GF_SECURITY_ADMIN_PASSWORD__FILE=/run/password'],
        uploads: [{ file: '/run/password', content: pulumi.secret('admin') }],
      }),
      'of-the-chart': chart({ grafana: limit }),
      provider: (name) => new grafana.Provider(name, { url: 'http://localhost:3000', auth: 'admin:admin' }),
    },
    passed: {
      file: (name) =>
        container({
          image: 'grafana/grafana:12.1.1',
          envs: ['GF_SECURITY_ADMIN_PASSWORD__FILE=/run/password'],
          uploads: [{ file: '/run/password', content: unknownValue(name) }],
        })(name),
      'existing-secret': chart({ grafana: { ...limit, admin: { existingSecret: 'grafana-admin' } } }),
      provider: (name) =>
        new grafana.Provider(name, { url: 'http://localhost:3000', auth: pulumi.secret('glsa_token') }),
    },
  },
  'no-port-on-every-address': {
    refused: {
      'no-address': container({ ports: [{ internal: 9090, external: 9090 }] }),
      ipv4: container({ ports: [{ internal: 9090, external: 9091, ip: '0.0.0.0' }] }),
      ipv6: container({ ports: [{ internal: 9090, external: 9092, ip: '::' }] }),
      'node-port': (name) => new Service(name, { spec: { type: 'NodePort', ports: [{ port: 9090 }] } }),
      'host-network': pod({}, { hostNetwork: true }),
      'in-a-chart': chart({ thanos: { service: { type: 'LoadBalancer' } } }),
    },
    passed: {
      localhost: container({ ports: [{ internal: 9090, external: 9090, ip: '127.0.0.1' }] }),
      'cluster-ip': (name) => new Service(name, { spec: { type: 'ClusterIP', ports: [{ port: 9090 }] } }),
      ranges: (name) =>
        new Service(name, {
          spec: { type: 'LoadBalancer', loadBalancerSourceRanges: ['10.0.0.0/8'], ports: [{ port: 9090 }] },
        }),
    },
  },
  'memory-limit': {
    refused: {
      docker: container({ memory: 0 }),
      pod: pod({ resources: { requests: { memory: '1Gi' } } }),
      chart: chart({ alertmanager: { alertmanagerSpec: {} } }),
    },
    passed: { docker: container({}), pod: pod({}), 'turned-off': chart({ alertmanager: { enabled: false } }) },
  },
  'no-secret-in-environment': {
    refused: {
      name: container({ envs: ['SMTP_PASSWORD=hunter2-of-mine'] }),
      shape: container({ envs: ['NOTIFY=https://hooks.slack.com/services/T0/B0/x'] }),
      encrypted: container({ envs: [pulumi.secret('API_TOKEN=0123456789abcdef')] }),
      command: container({ command: ['--remote=https://me:mine@metrics.example.org'] }),
      pod: pod({ env: [{ name: 'PGPASSWORD', value: 'hunter2-of-mine' }] }),
    },
    passed: {
      file: container({ envs: ['SMTP_PASSWORD_FILE=/run/smtp', 'TOKEN_TTL=60', 'CHECK_PASSWORD=false'] }),
      'secret-reference': pod({
        env: [{ name: 'PGPASSWORD', valueFrom: { secretKeyRef: { name: 'postgres', key: 'password' } } }],
      }),
    },
  },
  'few-privileges': {
    refused: {
      'no-user': container({ user: '' }),
      root: container({ user: '0:0' }),
      privileged: container({ privileged: true }),
      capabilities: container({ capabilities: { drops: ['NET_RAW'] } }),
      mighty: container({ capabilities: { drops: ['ALL'], adds: ['CAP_SYS_ADMIN'] } }),
      gains: container({ securityOpts: [] }),
      writable: container({ readOnly: false }),
      socket: container({ volumes: [{ hostPath: '/var/run/docker.sock', containerPath: '/docker.sock' }] }),
      pod: pod({ securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true } }),
    },
    passed: {
      docker: container({ user: '472:0' }),
      added: container({ capabilities: { drops: ['ALL'], adds: ['NET_BIND_SERVICE'] } }),
      'user-of-the-pod': pod(
        {
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ['ALL'] },
          },
        },
        { securityContext: { runAsUser: 1000 } },
      ),
    },
  },
  'alert-with-runbook': {
    refused: {
      grafana: group({ summary: 'It is down' }),
      'rule-file': container({ uploads: [{ file: '/rules/a.yaml', content: rule({ summary: 'It is down' }) }] }),
      'no-severity': container({ uploads: [{ file: '/rules/b.yaml', content: rule(GOOD_ALERT, {}) }] }),
      chart: chart({ additionalPrometheusRulesMap: { own: JSON.parse(rule({ runbook_url: 'https://x' })) as object } }),
      object: ruleObject({ runbook_url: 'https://x' }),
    },
    passed: {
      grafana: group(GOOD_ALERT),
      'rule-file': container({ uploads: [{ file: '/rules/a.yaml', content: rule(GOOD_ALERT) }] }),
      'no-yaml': container({ uploads: [{ file: '/doc.txt', content: 'alert: {{ of a template' }] }),
      chart: chart({ additionalPrometheusRulesMap: { own: JSON.parse(rule(GOOD_ALERT)) as object } }),
      object: ruleObject(GOOD_ALERT),
    },
  },
  'volume-without-labels': {
    refused: {
      labels: (name) => new docker.Volume(name, { labels: [{ label: 'stack', value: 'prod' }] }, { protect: true }),
    },
    passed: { plain: (name) => new docker.Volume(name, { name: 'data' }, { protect: true }) },
  },
  'protected-volume': {
    refused: {
      docker: (name) => new docker.Volume(name, {}),
      claim: (name) => new PersistentVolumeClaim(name, { spec: { accessModes: ['ReadWriteOnce'] } }),
    },
    passed: { docker: (name) => new docker.Volume(name, {}, { protect: true }) },
  },
  'encrypted-secret': {
    refused: {
      'chart-value': chart({ grafana: { ...limit, adminPassword: 'of-its-own-and-long' } }),
      file: container({ uploads: [{ file: '/am.yml', content: 'slack: https://hooks.slack.com/services/T0/B0/x' }] }),
    },
    passed: {
      'chart-value': chart(),
      file: container({
        uploads: [
          { file: '/am.yml', content: pulumi.secret('slack: https://hooks.slack.com/services/T0/B0/x') as never },
        ],
      }),
      pointer: chart({
        grafana: { ...limit, admin: { existingSecret: 'grafana-admin', userKey: 'admin-user' } },
        alertmanager: { alertmanagerSpec: { ...limit, configSecret: 'alertmanager-config' } },
      }),
    },
  },
};

/** Resources whose checked values are all unknown before the update. */
export function withUnknownValues(): void {
  const value = unknownValue('unknown');
  const number = value.apply((text) => text.length);
  container({
    image: value,
    user: value,
    memory: number,
    readOnly: value.apply((text) => text !== ''),
    capabilities: { drops: [value] },
    securityOpts: [value],
    envs: [value, 'GF_SECURITY_ADMIN_PASSWORD__FILE=/run/password'],
    ports: [{ internal: 9090, external: 9090, ip: value }],
    uploads: [{ file: '/run/password', content: value }],
  })('unknown-container');
  new docker.RemoteImage('unknown-image', { name: value });
  new docker.Volume('unknown-volume', { labels: value as never }, { protect: true });
  chart({ prometheus: value, alertmanager: value, grafana: value })('unknown-chart');
  group({ summary: value as never, runbook_url: value as never })('unknown-rules');
}
