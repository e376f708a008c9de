/** Settings that a cluster cannot change in place on a deployed stack, and the effects of a change. */
import { bytes } from '../../settings/kubernetes';
import type { Settings } from '../../settings/schema';
import { names } from './names';
import { podSecurityLevel } from './pods';

/** The settings of a deployed stack that are stored to be compared with the next update. */
export const immutableSettings = (settings: Settings) => {
  const { alerting, environment, kubernetes } = settings;
  return {
    environment,
    namespace: kubernetes.namespace,
    createNamespace: kubernetes.createNamespace,
    storageClass: kubernetes.storage.class ?? "the cluster's default",
    volumes: { prometheus: kubernetes.storage.size, grafana: kubernetes.storage.grafanaSize },
    /** Name of the stack's Alertmanager, whose volumes the operator creates; empty if it has none. */
    alertmanager: alerting.engine === 'alertmanager' ? `${names(settings).release}-alertmanager` : '',
    /** The pod security level of the stack's own namespace. */
    podSecurity: podSecurityLevel(settings),
  };
};
export type ImmutableSettings = ReturnType<typeof immutableSettings>;

/** The stored settings of a deployed stack; undefined where an older version did not store one. */
export type FormerSettings = { readonly [Field in keyof ImmutableSettings]?: ImmutableSettings[Field] | undefined };

const BESIDE = 'set it back, or deploy a stack of another environment beside this one and take this one down then';
const ANEW = 'set it back, or begin with new volumes (docs/kubernetes.md, "Storage")';

/** Settings that must not change at all. */
const FIXED = [
  ['environment', 'environment', `every name in the cluster has it, and volumes do not move: ${BESIDE}`],
  ['namespace', 'kubernetes.namespace', `nothing moves between namespaces, volumes least of all: ${BESIDE}`],
  ['storageClass', 'kubernetes.storage.class', `a volume keeps the class it was made with: ${ANEW}`],
] as const;
const VOLUMES = [
  [
    'prometheus',
    'kubernetes.storage.size',
    'new volumes of Prometheus have it; those that exist are grown by hand (docs/kubernetes.md, "Storage")',
  ],
  [
    'grafana',
    'kubernetes.storage.grafanaSize',
    "Grafana's volume grows by itself where its storage class allows that (allowVolumeExpansion), else the update fails",
  ],
] as const;

/**
 * The effects of changing a stack from `before` to `after`: changes that are refused, each with the reason and what to
 * do instead, and warnings of what the user has to handle. Settings that are unknown before are not checked.
 */
export function checkChange(before: FormerSettings, after: ImmutableSettings) {
  const moved = FIXED.flatMap(([field, key, why]) => {
    const was = before[field];
    return was === undefined || was === after[field]
      ? []
      : [`${key} cannot change from ${was} to ${after[field]}: ${why}`];
  });
  const resized = VOLUMES.map(([of, key, grown]) => {
    const now = after.volumes[of];
    const was = before.volumes?.[of] ?? now;
    return { key, grown, was, now, difference: bytes(now) - bytes(was) };
  });
  const losesNamespace = before.createNamespace === true && !after.createNamespace;
  const losesAlertmanager = (before.alertmanager ?? '') !== '' && after.alertmanager === '';
  const widensNamespace =
    after.createNamespace && before.podSecurity === 'restricted' && after.podSecurity !== 'restricted';
  return {
    refusals: [
      ...moved,
      ...(losesNamespace
        ? [
            'kubernetes.createNamespace cannot become false: the namespace is this stack\'s, and would be deleted with its volumes: set it back, or take the resource "namespace" out of the state first (`pulumi state delete`)',
          ]
        : []),
      ...resized
        .filter(({ difference }) => difference < 0)
        .map(({ key, was, now }) => `${key} cannot change from ${was} to ${now}: a volume does not shrink: ${ANEW}`),
    ],
    warnings: [
      ...resized
        .filter(({ difference }) => difference > 0)
        .map(({ key, was, now, grown }) => `${key} changes from ${was} to ${now}: ${grown}`),
      ...(losesAlertmanager
        ? [
            `Alertmanager's volumes stay, with its silences; once it is gone, this removes them: kubectl --namespace ${after.namespace} delete pvc --selector alertmanager=${before.alertmanager}`,
          ]
        : []),
      ...(widensNamespace
        ? [
            `the namespace lets in ${after.podSecurity} pods from now on: the node exporter (kubernetes.defaultRules, exporters.node) reads the host's network, processes and file systems, which "restricted" refuses`,
          ]
        : []),
    ],
  };
}
