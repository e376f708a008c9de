/** Errors and warnings about changes that a cluster cannot make in place. */
import { trading } from '../../../platform';
import { checkChange, immutableSettings } from '../../../lib/compile/kubernetes/immutable-settings';
import { toSettings } from '../../../lib/settings/settings';
import { kubernetesSettings } from '../../support/kubernetes';

type Raw = Readonly<Record<string, unknown>>;
const settingsOf = (raw: Raw) => immutableSettings(toSettings(trading, 'prod', kubernetesSettings(raw)));
const kubernetes = (group: Raw): Raw => ({ kubernetes: group });

test.each<[string, Raw, Raw, string[]]>([
  ['nothing', {}, {}, []],
  [
    'the environment',
    {},
    { environment: 'live', kubernetes: { namespace: 'trading-observability-prod' } },
    [
      'environment cannot change from prod to live: every name in the cluster has it, and volumes do not move: set it back, or deploy a stack of another environment beside this one and take this one down then',
    ],
  ],
  [
    'the namespace',
    {},
    kubernetes({ namespace: 'monitoring' }),
    [
      'kubernetes.namespace cannot change from trading-observability-prod to monitoring: nothing moves between namespaces, volumes least of all: set it back, or deploy a stack of another environment beside this one and take this one down then',
    ],
  ],
  [
    'the owner of the namespace',
    {},
    kubernetes({ createNamespace: false }),
    [
      'kubernetes.createNamespace cannot become false: the namespace is this stack\'s, and would be deleted with its volumes: set it back, or take the resource "namespace" out of the state first (`pulumi state delete`)',
    ],
  ],
  [
    'the storage class',
    {},
    kubernetes({ storage: { class: 'fast' } }),
    [
      'kubernetes.storage.class cannot change from the cluster\'s default to fast: a volume keeps the class it was made with: set it back, or begin with new volumes (docs/kubernetes.md, "Storage")',
    ],
  ],
  [
    'volumes to smaller ones, whatever the unit',
    kubernetes({ storage: { size: '1Ti', grafanaSize: '10Gi' } }),
    kubernetes({ storage: { size: '900Gi', grafanaSize: '9Gi' } }),
    [
      'kubernetes.storage.size cannot change from 1Ti to 900Gi: a volume does not shrink: set it back, or begin with new volumes (docs/kubernetes.md, "Storage")',
      'kubernetes.storage.grafanaSize cannot change from 10Gi to 9Gi: a volume does not shrink: set it back, or begin with new volumes (docs/kubernetes.md, "Storage")',
    ],
  ],
])('changing %s is refused with what to do instead', (_what, before, after, refused) => {
  expect(checkChange(settingsOf(before), settingsOf(after))).toEqual({ refusals: refused, warnings: [] });
});

test('larger volumes are accepted, with a warning about those that do not grow by themselves', () => {
  expect(
    checkChange(settingsOf({}), settingsOf(kubernetes({ storage: { size: '80Gi', grafanaSize: '10Gi' } }))),
  ).toEqual({
    refusals: [],
    warnings: [
      'kubernetes.storage.size changes from 15Gi to 80Gi: new volumes of Prometheus have it; those that exist are grown by hand (docs/kubernetes.md, "Storage")',
      "kubernetes.storage.grafanaSize changes from 5Gi to 10Gi: Grafana's volume grows by itself where its storage class allows that (allowVolumeExpansion), else the update fails",
    ],
  });
});

test('removing an Alertmanager warns that its volumes stay, with the command that deletes them', () => {
  const routed = settingsOf({ alerting: { engine: 'alertmanager' } });
  expect(checkChange(routed, settingsOf({})).warnings).toEqual([
    "Alertmanager's volumes stay, with its silences; once it is gone, this removes them: kubectl --namespace trading-observability-prod delete pvc --selector alertmanager=trading-prod-alertmanager",
  ]);
  expect(checkChange(settingsOf({}), routed).warnings).toEqual([]);
});

test('a namespace that starts to admit privileged pods gives the reason, if the stack creates it', () => {
  const measured = { kubernetes: { defaultRules: true } };
  expect(checkChange(settingsOf({}), settingsOf(measured)).warnings).toEqual([
    'the namespace lets in privileged pods from now on: the node exporter (kubernetes.defaultRules, exporters.node) reads the host\'s network, processes and file systems, which "restricted" refuses',
  ]);
  const existingNamespace = { namespace: 'monitoring', createNamespace: false };
  expect(
    checkChange(
      settingsOf(kubernetes(existingNamespace)),
      settingsOf(kubernetes({ ...existingNamespace, defaultRules: true })),
    ).warnings,
  ).toEqual([]);
});

test('unknown settings of the previous deployment are accepted: a failed update may not have grown a volume', () => {
  const { volumes: _unknown, ...withoutVolumes } = settingsOf(kubernetes({ storage: { size: '80Gi' } }));
  expect(checkChange(withoutVolumes, settingsOf({}))).toEqual({ refusals: [], warnings: [] });
  expect(checkChange({ environment: 'prod' }, settingsOf(kubernetes({ storage: { class: 'fast' } }))).refusals).toEqual(
    [],
  );
});
