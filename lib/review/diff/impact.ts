/** What a setting's change does to the servers and their data, beside what is rendered. `docs/operations.md` says more. */

export type Target = 'docker' | 'kubernetes' | 'external';

interface Impact {
  readonly key: RegExp;
  readonly on?: Target;
  /** What happens; undefined where that depends on the values and they do it no harm. */
  readonly says: (before: string | undefined, after: string | undefined) => string | undefined;
}

const GAP = 'a gap as long as a restart';
const always = (text: string) => () => text;

const UNITS: Readonly<Record<string, number>> = {
  s: 1,
  m: 60,
  h: 3600,
  d: 86400,
  MB: 1,
  GB: 1e3,
  TB: 1e6,
  Mi: 1,
  Gi: 1024,
  Ti: 1024 ** 2,
};
/** A size or a length of time as a number; NaN where it is neither. */
const amount = (text: string | undefined): number => {
  const [, count, unit] = /^(\d+)([A-Za-z]+)$/.exec(text ?? '') ?? [];
  return Number(count) * (UNITS[unit ?? ''] ?? NaN);
};
const shrinks = (before: string | undefined, after: string | undefined) => amount(after) < amount(before);

const RESTARTS_PROMETHEUS = always(`replaces Prometheus' container: ${GAP}, its samples stay`);
const RESTARTS_GRAFANA = always("replaces Grafana's container: it is away for a restart, users and history stay");

const IMPACTS: readonly Impact[] = [
  {
    key: /^environment$/,
    says: always(
      'other names, so other volumes, dashboards and links: samples, users and history of before are left behind',
    ),
  },
  {
    key: /^target$/,
    says: always('every server is made anew elsewhere: samples, users and history of before are left behind'),
  },
  {
    key: /^(prometheus\.retention|prometheus\.retentionSize)$/,
    says: (a, b) => (shrinks(a, b) ? `**deletes samples** beyond ${b ?? ''}` : undefined),
  },
  {
    key: /^prometheus\.(image|memory|retention|retentionSize|port|bindAddress|externalUrl)$/,
    on: 'docker',
    says: RESTARTS_PROMETHEUS,
  },
  // What Prometheus reads from its files it loads while it runs; a credential that comes or goes makes another volume.
  {
    key: /^prometheus\.remoteWrite.*(password|bearerToken)$/,
    on: 'docker',
    says: (a, b) => ((a === undefined) === (b === undefined) ? undefined : RESTARTS_PROMETHEUS()),
  },
  {
    key: /^grafana\.image$/,
    says: always(
      'a newer Grafana changes its database when it starts, and an older one does not change it back: back it up before',
    ),
  },
  { key: /^grafana\.(image|memory|port|bindAddress|externalUrl)$/, on: 'docker', says: RESTARTS_GRAFANA },
  { key: /^grafana\.externalUrl$/, says: always('every alert links there') },
  {
    key: /^alertmanager\.(image|memory|port|bindAddress|externalUrl)$/,
    on: 'docker',
    says: always("replaces Alertmanager's container: notifications wait for a restart"),
  },
  { key: /^alerting\.engine$/, says: always('the other engine notifies: silences of the former do not move along') },
  { key: /^backend\.selector/, says: always('rules and panels select other series: recorded history begins anew') },
  { key: /^demo$/, on: 'docker', says: always('the stand-in backend comes or goes as the scrape target') },
  { key: /^exporters\.(postgres|redis|node)/, on: 'docker', says: always("replaces the exporter's container") },
  {
    key: /^docker\.network$/,
    says: always(`every container moves to that network and is replaced: ${GAP}, data stays`),
  },
  {
    key: /\.protectData$/,
    says: (_before, after) =>
      after === 'true'
        ? 'Pulumi refuses to delete the data'
        : '**the data may be deleted** by a destroy or a replacement',
  },
  {
    key: /^kubernetes\.chart/,
    says: always(
      'upgrades the Helm release: the operator, Grafana and each replica of Prometheus restart; Helm does not upgrade the CRDs',
    ),
  },
  {
    key: /^kubernetes\.(namespace|context|kubeconfig)$/,
    says: always('everything is made anew there: samples, users and history of before are left behind'),
  },
  {
    key: /^kubernetes\.replicas$/,
    says: (a, b) =>
      Number(b) < Number(a) ? "the dropped replica's volume is left behind" : 'a new replica begins without samples',
  },
  {
    key: /^kubernetes\.storage\.(size|grafanaSize)$/,
    says: (a, b) =>
      shrinks(a, b)
        ? '**a volume cannot shrink**: the upgrade fails until it is made anew, without its data'
        : 'the storage class must allow volumes to grow',
  },
  {
    key: /^kubernetes\.storage\.class$/,
    says: always('**a volume does not change its class**: it has to be made anew, without its data'),
  },
  {
    key: /^(prometheus|grafana)\.memory$|^kubernetes\.cpu/,
    on: 'kubernetes',
    says: always('its pods restart one after the other'),
  },
  {
    key: /^prometheus\.(image|retention|retentionSize|externalLabels|remoteWrite)/,
    on: 'kubernetes',
    says: always('the replicas of Prometheus restart one after the other; samples stay'),
  },
  {
    key: /^external\.grafana\.url$/,
    says: always('content goes to another Grafana: that of before keeps what it has'),
  },
];

/** What else becomes of a setting's change, in the order of the table. */
export function impactOf(key: string, target: string, before: string | undefined, after: string | undefined): string[] {
  return IMPACTS.filter(({ key: pattern, on }) => pattern.test(key) && (on === undefined || on === target)).flatMap(
    ({ says }) => says(before, after) ?? [],
  );
}
