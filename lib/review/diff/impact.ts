/** What a changed setting does to the servers and their data; docs/operations.md has the details. */

type Target = 'docker' | 'kubernetes';
type Text = string | undefined;
/** The effect; undefined if the new value has none. */
type Says = Text | ((before: Text, after: Text) => Text);

const UNITS: Readonly<Record<string, number>> = {
  ...{ s: 1, m: 60, h: 3600, d: 86400 },
  ...{ MB: 1, GB: 1e3, TB: 1e6 },
  ...{ Mi: 1, Gi: 1024, Ti: 1024 ** 2 },
};
/** A size or a duration as a number; NaN if it is neither. */
const amount = (text = ''): number => {
  const [, count, unit = ''] = /^(\d+)([A-Za-z]+)$/.exec(text) ?? [];
  return Number(count) * (UNITS[unit] ?? NaN);
};
const isSmaller = (before: Text, after: Text) => amount(after) < amount(before);

const GAP = 'a gap as long as a restart';
const LEFT_BEHIND = 'samples, users and history of before are left behind';
const RESTARTS_PROMETHEUS = `replaces Prometheus' container: ${GAP}, its samples stay`;

/** By the setting's key, for every target or for one. */
const IMPACTS: readonly (readonly [key: RegExp, says: Says, only?: Target])[] = [
  [/^environment$/, `other names, so other volumes, dashboards and links: ${LEFT_BEHIND}`],
  [/^target$/, `every server is made anew elsewhere: ${LEFT_BEHIND}`],
  [/^prometheus\.retention(Size)?$/, (a, b = '') => (isSmaller(a, b) ? `**deletes samples** beyond ${b}` : undefined)],
  [/^prometheus\.(image|memory|retention|retentionSize|port|bindAddress|externalUrl)$/, RESTARTS_PROMETHEUS, 'docker'],
  // Prometheus reloads its files while it runs; an added or removed credential changes the set of volumes.
  [
    /^prometheus\.remoteWrite.*(password|bearerToken)$/,
    (a, b) => ((a === undefined) === (b === undefined) ? undefined : RESTARTS_PROMETHEUS),
    'docker',
  ],
  [
    /^grafana\.image$/,
    'a newer Grafana changes its database when it starts, and an older one does not change it back: back it up before',
  ],
  [
    /^grafana\.(image|memory|port|bindAddress|externalUrl)$/,
    "replaces Grafana's container: it is away for a restart, users and history stay",
    'docker',
  ],
  [/^grafana\.externalUrl$/, 'every alert links there'],
  [
    /^alertmanager\.(image|memory|port|bindAddress|externalUrl)$/,
    "replaces Alertmanager's container: notifications wait for a restart",
    'docker',
  ],
  [/^alerting\.engine$/, 'the other engine notifies: silences of the former do not move along'],
  [/^backend\.selector/, 'rules and panels select other series: recorded history begins anew'],
  [/^demo$/, 'the stand-in backend comes or goes as the scrape target', 'docker'],
  [/^exporters\./, "replaces the exporter's container", 'docker'],
  [/^docker\.network$/, `every container moves to that network and is replaced: ${GAP}, data stays`],
  [
    /\.protectData$/,
    (_before, after) =>
      after === 'true'
        ? 'Pulumi refuses to delete the data'
        : '**the data may be deleted** by a destroy or a replacement',
  ],
  [
    /^kubernetes\.chart/,
    'upgrades the Helm release: the operator, Grafana and each replica of Prometheus restart; Helm does not upgrade the CRDs',
  ],
  [/^kubernetes\.(namespace|context|kubeconfig)$/, `everything is made anew there: ${LEFT_BEHIND}`],
  [
    /^kubernetes\.replicas$/,
    (a, b) =>
      Number(b) < Number(a) ? "the dropped replica's volume is left behind" : 'a new replica begins without samples',
  ],
  [
    /^kubernetes\.storage\.(size|grafanaSize)$/,
    (a, b) =>
      isSmaller(a, b)
        ? '**a volume cannot shrink**: the upgrade fails until it is made anew, without its data'
        : 'the storage class must allow volumes to grow',
  ],
  [/^kubernetes\.storage\.class$/, '**a volume does not change its class**: it has to be made anew, without its data'],
  [/^(prometheus|grafana)\.memory$|^kubernetes\.cpu/, 'its pods restart one after the other', 'kubernetes'],
  [
    /^prometheus\.(image|retention|retentionSize|externalLabels|remoteWrite)/,
    'the replicas of Prometheus restart one after the other; samples stay',
    'kubernetes',
  ],
  [/^external\.grafana\.url$/, 'content goes to another Grafana: that of before keeps what it has'],
];

/** The effects of a changed setting, in the order of the table. */
export const impactOf = (key: string, target: string, before: Text, after: Text): string[] =>
  IMPACTS.filter(([pattern, , only = target]) => pattern.test(key) && only === target).flatMap(
    ([, says]) => (typeof says === 'function' ? says(before, after) : says) ?? [],
  );
