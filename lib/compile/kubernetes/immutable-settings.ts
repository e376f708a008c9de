/** What a cluster does not change in place about a stack that is deployed, and what a change of it would do. */
import { bytes } from '../../settings/kubernetes';
import type { Settings } from '../../settings/schema';
import { names } from './names';
import { podSecurityLevel } from './pods';

/** What is kept of a deployed stack, to be held against the next one. */
export const immutableSettings = (settings: Settings) => {
  const { alerting, environment, kubernetes } = settings;
  return {
    environment,
    namespace: kubernetes.namespace,
    createNamespace: kubernetes.createNamespace,
    storageClass: kubernetes.storage.class ?? "the cluster's default",
    volumes: { prometheus: kubernetes.storage.size, grafana: kubernetes.storage.grafanaSize },
    /** Name of the stack's Alertmanager, whose volumes the operator makes; empty where it has none. */
    alertmanager: alerting.engine === 'alertmanager' ? `${names(settings).release}-alertmanager` : '',
    /** What pods may be in the stack's own namespace. */
    podSecurity: podSecurityLevel(settings),
  };
};
export type ImmutableSettings = ReturnType<typeof immutableSettings>;

/** The same of a stack as it was: what is not known of it is undefined. */
export type FormerSettings = { readonly [Field in keyof ImmutableSettings]?: ImmutableSettings[Field] | undefined };

export interface ChangeEffects {
  /** Changes that cannot be made, each with why and what to do instead. */
  readonly refusals: readonly string[];
  /** What a change that can be made does not do by itself. */
  readonly warnings: readonly string[];
}

const BESIDE = 'set it back, or deploy a stack of another environment beside this one and take this one down then';
const ANEW = 'set it back, or begin with new volumes (docs/kubernetes.md, "Storage")';

/** What may not differ at all. */
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

/** What stays of an Alertmanager that goes, and how to remove it. */
const leftVolumes = (
  { alertmanager: former = '' }: FormerSettings,
  { alertmanager, namespace }: ImmutableSettings,
): string[] =>
  former !== '' && alertmanager === ''
    ? [
        `Alertmanager's volumes stay, with its silences; once it is gone, this removes them: kubectl --namespace ${namespace} delete pvc --selector alertmanager=${former}`,
      ]
    : [];

/** Why the namespace lets in more than restricted pods from now on. */
const widenedNamespace = (before: FormerSettings, { createNamespace, podSecurity }: ImmutableSettings): string[] =>
  createNamespace && before.podSecurity === 'restricted' && podSecurity !== 'restricted'
    ? [
        `the namespace lets in ${podSecurity} pods from now on: the node exporter (kubernetes.defaultRules, exporters.node) reads the host's network, processes and file systems, which "restricted" refuses`,
      ]
    : [];

/** What it means that a stack which was deployed as `before` is to be `after`; what is not known of it is passed. */
export function checkChange(before: FormerSettings, after: ImmutableSettings): ChangeEffects {
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
  return {
    refusals: [
      ...moved,
      ...(before.createNamespace === true && !after.createNamespace
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
      ...leftVolumes(before, after),
      ...widenedNamespace(before, after),
    ],
  };
}
