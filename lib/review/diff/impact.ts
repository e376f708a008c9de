/**
 * The effect of a changed setting on the servers and their data, in addition to the rendered files.
 * `docs/operations.md` has the details.
 */

export type Target = 'docker' | 'kubernetes' | 'external';

type Text = string | undefined;
/** The effect; undefined if the new value has none. */
type Says = Text | ((before: Text, after: Text) => Text);

const UNITS: Readonly<Record<string, number>> = {
  ...{ s: 1, m: 60, h: 3600, d: 86400 },
  ...{ MB: 1, GB: 1e3, TB: 1e6 },
  ...{ Mi: 1, Gi: 1024, Ti: 1024 ** 2 },
};
/** A size or a duration as a number; NaN if it is neither. */
const amount = (text: string | undefined): number => {
  const [, count, unit] = /^(\d+)([A-Za-z]+)$/.exec(text ?? '') ?? [];
  return Number(count) * (UNITS[unit ?? ''] ?? NaN);
};
const isSmaller = (before: string | undefined, after: string | undefined) => amount(after) < amount(before);

const GAP = 'a gap as long as a restart';
const RESTARTS_PROMETHEUS = `replaces Prometheus' container: ${GAP}, its samples stay`;

/** By the setting's key, for every target or for one. */
const IMPACTS: readonly [key: RegExp, on: Target | 'any', says: Says][] = [
  [
    /^environment$/,
    'any',
    'other names, so other volumes, dashboards and links: samples, users and history of before are left behind',
  ],
  [/^target$/, 'any', 'every server is made anew elsewhere: samples, users and history of before are left behind'],
  [
    /^prometheus\.retention(Size)?$/,
    'any',
    (a, b) => (isSmaller(a, b) ? `**deletes samples** beyond ${b ?? ''}` : undefined),
  ],
  [/^prometheus\.(image|memory|retention|retentionSize|port|bindAddress|externalUrl)$/, 'docker', RESTARTS_PROMETHEUS],
  // Prometheus reloads its files while it runs; an added or removed credential changes the set of volumes.
  [
    /^prometheus\.remoteWrite.*(password|bearerToken)$/,
    'docker',
    (a, b) => ((a === undefined) === (b === undefined) ? undefined : RESTARTS_PROMETHEUS),
  ],
  [
    /^grafana\.image$/,
    'any',
    'a newer Grafana changes its database when it starts, and an older one does not change it back: back it up before',
  ],
  [
    /^grafana\.(image|memory|port|bindAddress|externalUrl)$/,
    'docker',
    "replaces Grafana's container: it is away for a restart, users and history stay",
  ],
  [/^grafana\.externalUrl$/, 'any', 'every alert links there'],
  [
    /^alertmanager\.(image|memory|port|bindAddress|externalUrl)$/,
    'docker',
    "replaces Alertmanager's container: notifications wait for a restart",
  ],
  [/^alerting\.engine$/, 'any', 'the other engine notifies: silences of the former do not move along'],
  [/^backend\.selector/, 'any', 'rules and panels select other series: recorded history begins anew'],
  [/^demo$/, 'docker', 'the stand-in backend comes or goes as the scrape target'],
  [/^exporters\./, 'docker', "replaces the exporter's container"],
  [/^docker\.network$/, 'any', `every container moves to that network and is replaced: ${GAP}, data stays`],
  [
    /\.protectData$/,
    'any',
    (_before, after) =>
      after === 'true'
        ? 'Pulumi refuses to delete the data'
        : '**the data may be deleted** by a destroy or a replacement',
  ],
  [
    /^kubernetes\.chart/,
    'any',
    'upgrades the Helm release: the operator, Grafana and each replica of Prometheus restart; Helm does not upgrade the CRDs',
  ],
  [
    /^kubernetes\.(namespace|context|kubeconfig)$/,
    'any',
    'everything is made anew there: samples, users and history of before are left behind',
  ],
  [
    /^kubernetes\.replicas$/,
    'any',
    (a, b) =>
      Number(b) < Number(a) ? "the dropped replica's volume is left behind" : 'a new replica begins without samples',
  ],
  [
    /^kubernetes\.storage\.(size|grafanaSize)$/,
    'any',
    (a, b) =>
      isSmaller(a, b)
        ? '**a volume cannot shrink**: the upgrade fails until it is made anew, without its data'
        : 'the storage class must allow volumes to grow',
  ],
  [
    /^kubernetes\.storage\.class$/,
    'any',
    '**a volume does not change its class**: it has to be made anew, without its data',
  ],
  [/^(prometheus|grafana)\.memory$|^kubernetes\.cpu/, 'kubernetes', 'its pods restart one after the other'],
  [
    /^prometheus\.(image|retention|retentionSize|externalLabels|remoteWrite)/,
    'kubernetes',
    'the replicas of Prometheus restart one after the other; samples stay',
  ],
  [/^external\.grafana\.url$/, 'any', 'content goes to another Grafana: that of before keeps what it has'],
];

/** The effects of a changed setting, in the order of the table. */
export const impactOf = (key: string, target: string, before: Text, after: Text): string[] =>
  IMPACTS.filter(([pattern, on]) => pattern.test(key) && (on === 'any' || on === target)).flatMap(
    ([, , says]) => (typeof says === 'function' ? says(before, after) : says) ?? [],
  );
