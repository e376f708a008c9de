/** Edits of the stacks' files. */
import { RAW, type Edit, type EditCase } from '../../../../support/review';

const dev = (raw: Record<string, unknown>): Edit => ({ stack: 'dev', raw: { ...RAW.dev, ...raw } });
const prod = (raw: Record<string, unknown>): Edit => ({ stack: 'prod', raw: { ...RAW.prod, ...raw } });
const group = (name: string): Record<string, unknown> => RAW.prod[name] as Record<string, unknown>;

export const SETTINGS: Readonly<Record<string, EditCase>> = {
  'a threshold of one stack': {
    edit: dev({ thresholds: { HighErrorRate: { above: 0.2 } } }),
    says: ['dev: **HighErrorRate** fires above 0.2/s, was 0.1/s (later) (by `thresholds.HighErrorRate.above`)'],
    not: ['prod', 'setting'],
  },
  'an alert switched off': {
    edit: dev({ thresholds: { HighErrorRate: { enabled: false } } }),
    says: ['dev: **HighErrorRate** is removed', '`thresholds.HighErrorRate.enabled`'],
    not: ['prod'],
  },
  'an objective': {
    edit: dev({ slos: { 'api-availability': { objective: 0.995 } } }),
    says: ['dev: SLO "API availability" objective 99.5%, was 99.9% (by `slos.api-availability.objective`)'],
    not: ['0.995', 'expression'],
  },
  'an SLO switched off': {
    edit: dev({ slos: { 'ea-polling': { enabled: false } } }),
    says: ['dev: SLO "EA polling" is removed (it was 99.5% over 30 days)', 'removes **EAPollingErrorBudgetBurn**'],
  },
  'a route': {
    edit: dev({ alerting: { routes: { critical: { webhook: { url: 'https://example.com/hook' } } } } }),
    says: ['dev: critical alerts notify a webhook, was nobody'],
    not: ['prod', 'https://example.com'],
  },
  "a team's own route": {
    edit: dev({
      alerting: {
        routes: { critical: { webhook: { url: 'https://example.com/hook' } } },
        teams: { trading: { routes: { critical: { pagerduty: { integrationKey: '[secret]' } } } } },
      },
    }),
    says: [
      'critical alerts of team trading notify PagerDuty, was nobody',
      'critical alerts notify a webhook, was nobody',
    ],
    lines: 2,
  },
  'the engine': {
    edit: dev({
      alerting: { engine: 'alertmanager', routes: { critical: { webhook: { url: 'https://example.com/hook' } } } },
    }),
    says: ['`alerting.engine` alertmanager, was grafana; the other engine notifies'],
    lines: 2,
  },
  'a planned maintenance': {
    edit: dev({
      maintenance: {
        upgrade: {
          start: '2026-12-01T22:00Z',
          end: '2026-12-02T02:00Z',
          components: ['api'],
          why: 'Postgres 18',
          who: 'Ada',
        },
      },
    }),
    says: [
      'dev: planned maintenance **upgrade** is new: 2026-12-01 22:00 UTC to 2026-12-02 02:00 UTC nobody is notified of component api; Postgres 18 (Ada) (by `maintenance.upgrade`)',
      'adds panel "Planned maintenance ends" on "Overview"',
    ],
    not: ['prod', 'moved', 'setting'],
  },
  'a muted time': {
    edit: dev({
      alerting: {
        routes: {
          critical: { webhook: { url: 'https://example.com/critical' } },
          warning: { webhook: { url: 'https://example.com/hook' } },
        },
        muteTimings: { weekend: [{ weekdays: ['saturday', 'sunday'] }] },
      },
    }),
    says: [
      'critical alerts notify a webhook, was nobody; warning alerts notify a webhook, was nobody (by `alerting.routes`)',
      'are silent in the times weekend, was not set; muted time `weekend` is new',
    ],
    not: ['https://example.com'],
    lines: 2,
  },
  'a retention that deletes': {
    edit: prod({ prometheus: { ...group('prometheus'), retention: '60d' } }),
    says: ['prod: setting `prometheus.retention` 60d, was 90d; **deletes samples** beyond 60d'],
    not: ['dev'],
  },
  'a retention that keeps more': {
    edit: prod({ prometheus: { ...group('prometheus'), retention: '120d' } }),
    says: ['setting `prometheus.retention` 120d, was 90d', 'samples stay'],
    not: ['deletes'],
  },
  'an image': {
    edit: dev({ grafana: { image: 'grafana/grafana:13.0.0' } }),
    says: [
      'setting `grafana.image` grafana/grafana:13.0.0, was grafana/grafana:',
      'back it up before',
      "replaces Grafana's container",
    ],
    not: ['Prometheus'],
  },
  'a port, and the links that follow it': {
    edit: dev({ grafana: { port: 3001 } }),
    says: ['dev: setting `grafana.port` 3001, was 3000', "replaces Grafana's container"],
  },
  'the version of the chart': {
    edit: prod({ kubernetes: { ...group('kubernetes'), chart: { version: '89.0.0' } } }),
    says: ['prod: setting `kubernetes.chart.version` 89.0.0, was 88.5.3; upgrades the Helm release'],
  },
  'a volume that would shrink': {
    edit: prod({ kubernetes: { ...group('kubernetes'), storage: { size: '60Gi', grafanaSize: '10Gi' } } }),
    says: ['`kubernetes.storage.size` 60Gi, was 80Gi; **a volume cannot shrink**'],
  },
  'a replica less': {
    edit: prod({ kubernetes: { ...group('kubernetes'), replicas: 1 } }),
    says: ["`kubernetes.replicas` 1, was 2; the dropped replica's volume is left behind"],
  },
  'protection taken away': {
    edit: prod({ kubernetes: { ...group('kubernetes'), protectData: false } }),
    says: ['`kubernetes.protectData` false, was true; **the data may be deleted**'],
  },
  'another name of the environment': {
    edit: dev({ environment: 'lab' }),
    says: ['dev: setting `environment` lab, was dev; other names, so other volumes'],
    not: ['is removed'],
  },
  'exporters, with the alerts that they bring': {
    edit: dev({ exporters: { node: { enabled: true } } }),
    says: [
      'dev: setting `exporters.node.enabled` true, was not set',
      'adds **ExporterDown**',
      'adds dashboard "Infrastructure"',
    ],
  },
  'whom to call': {
    edit: dev({ contacts: { onCall: 'Ada' } }),
    says: ['setting `contacts.onCall` Ada, was not set', 'It changes'],
  },
};
