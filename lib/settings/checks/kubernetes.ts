/** Settings that a stack on Kubernetes needs, and those that contradict each other. */
import type { Check, Report } from '../contradiction';
import { bytes, decideKubernetes } from '../kubernetes';
import { RESERVED_ANNOTATIONS, RESERVED_LABELS } from '../pods';
import { dottedPath } from '../key-path';

/** The share of its volume that Prometheus may fill: compaction writes the new block before it deletes the old ones. */
const USABLE = 0.85;
/** The chart truncates its names at 26 characters, and two stacks in one cluster need different names. */
const LONGEST_ENVIRONMENT = 18;

/** Tolerations and topology spread that a cluster rejects, or that have no effect. */
const checkPods: Check = ({ settings: { kubernetes } }, report) => {
  const { pods, replicas } = kubernetes;
  for (const [index, { key, operator, value, effect, tolerationSeconds }] of pods.tolerations.entries()) {
    const at = `kubernetes.pods.tolerations[${index}]`;
    if (key === undefined && operator === 'Equal')
      report(`${at}.key`, 'missing; operator Equal needs the key of a taint, operator Exists takes every taint', [
        `${at}.operator`,
      ]);
    if (value !== undefined && operator === 'Exists')
      report(`${at}.value`, 'is not used together with operator Exists, which takes any value', [`${at}.operator`]);
    if (tolerationSeconds !== undefined && effect !== 'NoExecute')
      report(`${at}.tolerationSeconds`, 'needs effect NoExecute; no other effect removes a pod from its node', [
        `${at}.effect`,
      ]);
  }
  if (pods.topologySpreadConstraints.length > 0 && replicas === 1)
    report(
      'kubernetes.pods.topologySpreadConstraints',
      'has no effect with kubernetes.replicas 1; needs 2 replicas or more',
      ['kubernetes.replicas'],
    );
};

const RESERVED = [
  ['labels', RESERVED_LABELS, 'the chart, the operator or Kubernetes sets it; needs a key of your own'],
  ['annotations', RESERVED_ANNOTATIONS, 'it steers Helm or Pulumi; needs another key'],
] as const;

/** Keys of labels and annotations that the chart, the operator or this program sets. */
const checkMetadata: Check = ({ settings: { kubernetes } }, report) => {
  for (const [group, pattern, why] of RESERVED)
    for (const name of Object.keys(kubernetes[group]).filter((each) => pattern.test(each)))
      report(dottedPath(['kubernetes', group, name]), `cannot be set: ${why}`);
};

export const checkKubernetes: Check = (stack, reportAny) => {
  const { backend, environment, kubernetes, prometheus, target } = stack.settings;
  if (target !== 'kubernetes') return;
  const report: Report = (key, message, from = []) => reportAny(key, message, ['target', ...from]);
  if (backend.service === undefined)
    report('backend.service', 'missing; on Kubernetes the platform is scraped by its service: labels, port, namespace');
  if (kubernetes.context === undefined && kubernetes.kubeconfig === undefined)
    report(
      'kubernetes.context',
      'missing; needs the context of your kubeconfig to deploy to, or kubernetes.kubeconfig',
      ['kubernetes.kubeconfig'],
    );
  if (environment.length > LONGEST_ENVIRONMENT)
    report(
      'environment',
      `had "${environment}", needs at most ${LONGEST_ENVIRONMENT} characters on Kubernetes: the chart cuts longer names`,
    );
  for (const key of ['version', 'repository'] as const)
    if (kubernetes.chart.archive !== undefined && kubernetes.chart[key] !== undefined)
      report(`kubernetes.chart.${key}`, 'is not used together with kubernetes.chart.archive, which is one version', [
        'kubernetes.chart.archive',
      ]);
  if (kubernetes.operator === 'existing' && kubernetes.crdUpgradeJob)
    report(
      'kubernetes.crdUpgradeJob',
      'is not used with kubernetes.operator existing: that operator brings its own kinds',
      ['kubernetes.operator'],
    );
  const { namespace } = decideKubernetes(kubernetes, stack.catalogue.name, environment);
  if (kubernetes.scrape.namespaces.includes(namespace))
    report('kubernetes.scrape.namespaces', "names the stack's own namespace, which is always scraped; needs others", [
      'kubernetes.namespace',
      'environment',
    ]);
  const { size } = kubernetes.storage;
  if (bytes(prometheus.retentionSize) > USABLE * bytes(size))
    report(
      'kubernetes.storage.size',
      `had ${size}, of which prometheus.retentionSize (${prometheus.retentionSize}) is more than ${USABLE * 100} %; compaction needs the rest`,
      ['prometheus.retentionSize'],
    );
  checkPods(stack, report);
  checkMetadata(stack, report);
};
