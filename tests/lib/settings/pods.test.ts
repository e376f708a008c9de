/** Errors about the placement of pods on Kubernetes and the labels of a stack's objects. */
import { settingsErrors } from '../../support/settings-errors';
import { fullKubernetesSettings, kubernetesSettings } from '../../support/kubernetes';

test('a stack that sets all of it is valid', () => {
  expect(settingsErrors(kubernetesSettings(fullKubernetesSettings))).toEqual([]);
});

test.each<[string, Record<string, unknown>, string[]]>([
  [
    'a toleration of every taint with operator Equal',
    { pods: { tolerations: [{ effect: 'NoSchedule' }] } },
    [
      'kubernetes.pods.tolerations[0].key: missing; operator Equal needs the key of a taint, operator Exists takes every taint',
    ],
  ],
  [
    'a value beside operator Exists',
    { pods: { tolerations: [{ key: 'dedicated', operator: 'Exists', value: 'x' }] } },
    ['kubernetes.pods.tolerations[0].value: is not used together with operator Exists, which takes any value'],
  ],
  [
    'seconds for an effect that removes no pod',
    { pods: { tolerations: [{ operator: 'Exists', effect: 'NoSchedule', tolerationSeconds: 60 }] } },
    [
      'kubernetes.pods.tolerations[0].tolerationSeconds: needs effect NoExecute; no other effect removes a pod from its node',
    ],
  ],
  [
    'a spread constraint with one replica',
    { pods: { topologySpreadConstraints: [{ topologyKey: 'topology.kubernetes.io/zone' }] } },
    ['kubernetes.pods.topologySpreadConstraints: has no effect with kubernetes.replicas 1; needs 2 replicas or more'],
  ],
  [
    'labels of the chart and of Kubernetes',
    { labels: { release: 'x', 'app.kubernetes.io/name': 'x', team: 'sre' } },
    [
      'kubernetes.labels.release: cannot be set: the chart, the operator or Kubernetes sets it; needs a key of your own',
      'kubernetes.labels["app.kubernetes.io/name"]: cannot be set: the chart, the operator or Kubernetes sets it; needs a key of your own',
    ],
  ],
  [
    'an annotation that makes Helm keep what it should delete',
    { annotations: { 'helm.sh/resource-policy': 'keep' } },
    ['kubernetes.annotations["helm.sh/resource-policy"]: cannot be set: it steers Helm or Pulumi; needs another key'],
  ],
  [
    'a label value that Kubernetes refuses',
    { labels: { team: 'on call' } },
    ['kubernetes.labels.team: had "on call", needs letters, digits, dashes, dots and underscores, at most 63'],
  ],
  [
    'a label key that Kubernetes refuses',
    { pods: { nodeSelector: { 'node pool': 'x' } } },
    ['kubernetes.pods.nodeSelector["node pool"]: is no name here; needs a key such as "team" or "example.com/team"'],
  ],
  [
    'its own namespace in the list of others',
    { namespace: 'observability', scrape: { namespaces: ['observability', 'payments'] } },
    ["kubernetes.scrape.namespaces: names the stack's own namespace, which is always scraped; needs others"],
  ],
  [
    'a pull secret that is not a list',
    { pods: { imagePullSecrets: 'mirror' } },
    ['kubernetes.pods.imagePullSecrets: had "mirror" (a string), needs a list of names of Secrets'],
  ],
])('%s is refused with what to do', (_case, kubernetes, messages) => {
  expect(settingsErrors(kubernetesSettings({ kubernetes })).sort()).toEqual(messages);
});
