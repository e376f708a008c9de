/**
 * An exporter that the library does not know: one definition is enough for its settings, scrape job, program and
 * objects in a cluster.
 */
import { load } from 'js-yaml';
import { z } from 'zod';
import { trading } from '../../../platform';
import { exporterMetrics } from '../../../lib/alerting/catalogue';
import { compile } from '../../../lib/compile';
import { stackExporters } from '../../../lib/compile/exporters';
import { networkPolicies } from '../../../lib/compile/kubernetes/network';
import { chartValues } from '../../../lib/compile/kubernetes/values';
import { monitors } from '../../../lib/compile/kubernetes/scraping';
import {
  defineHostExporter,
  defineServerExporter,
  exporterCounter,
  exporterGauge,
  NOBODY,
  SECRETS,
} from '../../../lib/exporters/definition';
import { exportersUp, exporterUp, seriesOf } from '../../../lib/exporters/series';
import type { PlatformDefinition } from '../../../lib/dashboards/definition';
import { secret } from '../../../lib/settings/secret';
import { ENCRYPTED } from '../../../lib/settings/raw';
import { SettingsError, toSettings } from '../../../lib/settings/settings';
import { kubernetesSettings } from '../../support/kubernetes';

const broker = defineServerExporter({
  job: 'broker-exporter',
  port: 9308,
  image: 'example/broker-exporter:v1.2.3',
  watches: { server: 'the broker' },
  settings: {
    token: secret.optional().describe('Token that it logs in with'),
    topics: z.string().default('.*').describe('Topics that it reports'),
  },
  required: { token: 'the token of a reader' },
  program: ({ address, token, topics }) => ({
    entrypoint: '/bin/broker_exporter',
    args: [`--server=${address}`, `--topics=${topics}`, `--token-file=${SECRETS}/token`],
    user: NOBODY,
    env: {},
    credentials: { token },
  }),
  metrics: { broker_lag: exporterGauge('topic'), broker_messages_total: exporterCounter('topic') },
});
const machine = defineHostExporter({
  job: 'machine-exporter',
  port: 9101,
  image: 'example/machine-exporter:v4.5.6',
  program: () => ({ entrypoint: '/bin/machine_exporter', args: [], user: NOBODY, env: {}, credentials: {} }),
  metrics: { machine_load: exporterGauge() },
});
const platform: PlatformDefinition = { ...trading, exporters: { broker, machine } };
const ON = { exporters: { broker: { address: 'broker:9092', token: ENCRYPTED }, machine: { memory: 96 } } };
/** The platform's alerts are on other exporters. */
const settingsOf = (raw: object) => toSettings({ ...platform, alerts: {}, inhibitions: { targets: {} } }, 'prod', raw);

/** The lines of the error about a stack file. */
function mistakes(raw: object): string[] {
  try {
    settingsOf(raw);
    return [];
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return error.problems.map(({ key, message }) => `${key}: ${message}`);
  }
}

test('a stack file may switch it on with its own settings, and gets the defaults', () => {
  expect(settingsOf({}).exporters).toEqual({});
  expect(settingsOf({ exporters: { broker: { address: 'broker:9092', token: ENCRYPTED } } }).exporters).toEqual({
    broker: {
      ...{ enabled: true, image: 'example/broker-exporter:v1.2.3', memory: 64 },
      ...{ address: 'broker:9092', topics: '.*', token: expect.anything() as unknown },
    },
  });
});

test('a stack file with a missing or unknown setting of the exporter is refused', () => {
  expect(mistakes({ exporters: { broker: {} } })).toEqual([
    'exporters.broker.address: missing; needs host:port of the server it watches',
    'exporters.broker.token: missing; needs the token of a reader',
  ]);
  expect(mistakes({ exporters: { broker: { enabled: false } } })).toEqual([]);
  expect(mistakes({ exporters: { machine: { address: 'a:1' } } })).toEqual([
    'exporters.machine.address: no such setting; it may have enabled, image, memory',
  ]);
  expect(mistakes({ exporters: { postgres: {} } })).toEqual([
    expect.stringContaining('exporters.postgres: no such setting') as string,
  ]);
  expect(mistakes({ backend: { selector: { job: 'broker-exporter' } } })).toEqual([
    'backend.selector.job: had "broker-exporter", which is the job of another part of the monitoring',
  ]);
});

test('Prometheus scrapes it with its job, at its port', () => {
  const { prometheus } = compile(settingsOf(ON));
  const { scrape_configs } = load(prometheus['prometheus.yml'] ?? '') as { scrape_configs: { job_name: string }[] };
  const labels = { environment: 'prod' };
  expect(scrape_configs.slice(-2)).toEqual([
    { job_name: 'broker-exporter', static_configs: [{ targets: ['broker-exporter:9308'], labels }] },
    { job_name: 'machine-exporter', static_configs: [{ targets: ['machine-exporter:9101'], labels }] },
  ]);
});

test('it starts as its definition says, and its credentials are files', () => {
  const [first, second] = stackExporters(settingsOf(ON));
  expect(first?.program).toMatchObject({
    entrypoint: '/bin/broker_exporter',
    args: ['--server=broker:9092', '--topics=.*', '--token-file=/etc/exporter-secrets/token'],
  });
  expect(Object.entries(first?.program.credentials ?? {}).map(([file, value]) => [file, value.reveal()])).toEqual([
    ['token', ENCRYPTED],
  ]);
  expect(second).toMatchObject({ watches: 'host', settings: { memory: 96 } });
});

test('an exporter of a server has a monitor and a network policy in a cluster, that of the host is the chart’s', () => {
  const settings = settingsOf(kubernetesSettings({ ...ON, kubernetes: { networkPolicies: true } }));
  const scraped = monitors(settings, false);
  expect(Object.keys(scraped)).toEqual(['platform', 'prometheus', 'grafana', 'broker-exporter']);
  expect(scraped['broker-exporter']?.endpoints[0]?.relabelings[0]).toEqual({
    targetLabel: 'job',
    replacement: 'broker-exporter',
  });
  const { 'broker-exporter': policy, ...otherPolicies } = networkPolicies(settings, false);
  expect(policy?.ingress[0]?.ports).toEqual([{ port: 9308, protocol: 'TCP' }]);
  expect(policy?.egress.slice(1)).toEqual([{ ports: [{ port: 9092, protocol: 'TCP' }] }]);
  expect(Object.keys(otherPolicies)).not.toContain('machine-exporter');
  const { 'prometheus-node-exporter': host } = chartValues(settings, {}, false);
  expect(host.image).toMatchObject({ repository: 'example/machine-exporter', tag: 'v4.5.6' });
  expect(host.resources.limits.memory).toBe('96Mi');
  expect(host.prometheus.monitor.relabelings).toContainEqual({ targetLabel: 'job', replacement: 'machine-exporter' });
});

test('its series select its job', () => {
  const series = seriesOf(broker);
  expect(String(series.gauge('broker_lag'))).toBe('broker_lag{job="broker-exporter"}');
  expect(String(series.gauge('broker_lag', { topic: 'orders' }))).toBe(
    'broker_lag{job="broker-exporter",topic="orders"}',
  );
  expect(String(exporterUp(broker))).toBe('up{job="broker-exporter"}');
  expect(String(exportersUp([broker, machine]))).toBe('up{job=~"broker-exporter|machine-exporter"}');
  expect(exporterMetrics(platform)['broker_messages_total']).toEqual({
    ...{ type: 'counter', labels: ['topic'], job: 'broker-exporter' },
  });
});
