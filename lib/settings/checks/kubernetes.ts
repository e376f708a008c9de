/** Settings that a stack on Kubernetes needs, and those that contradict each other. */
import { contradictIf, type Contradiction } from '../contradiction';
import type { Catalogue } from '../../alerting/catalogue';
import { bytes, decideKubernetes } from '../kubernetes';
import type { Parsed } from '../schema';
import { checkMetadata, checkPods } from './pods';

/** The share of its volume that Prometheus may fill: compaction writes the new block before it deletes the old ones. */
const USABLE = 0.85;

function checkStorage({ prometheus, kubernetes }: Parsed): Contradiction[] {
  const { size } = kubernetes.storage;
  return contradictIf(
    bytes(prometheus.retentionSize) > USABLE * bytes(size),
    'kubernetes.storage.size',
    `had ${size}, of which prometheus.retentionSize (${prometheus.retentionSize}) is more than ${USABLE * 100} %; compaction needs the rest`,
    ['prometheus.retentionSize'],
  );
}

/** The chart truncates its names at 26 characters, and two stacks in one cluster need different names. */
const LONGEST_ENVIRONMENT = 18;

/** Settings that a stack on Kubernetes needs, and those that contradict each other. */
export function checkKubernetes(catalogue: Pick<Catalogue, 'name'>, settings: Parsed): Contradiction[] {
  const { backend, environment, kubernetes, target } = settings;
  if (target !== 'kubernetes') return [];
  const { archive, version, repository } = kubernetes.chart;
  const problem = (key: string, wrong: boolean, message: string, ...furtherKeys: string[]): Contradiction[] =>
    contradictIf(wrong, key, message, ['target', ...furtherKeys]);
  return [
    ...problem(
      'backend.service',
      backend.service === undefined,
      'missing; on Kubernetes the platform is scraped by its service: labels, port, namespace',
    ),
    ...problem(
      'kubernetes.context',
      kubernetes.context === undefined && kubernetes.kubeconfig === undefined,
      'missing; needs the context of your kubeconfig to deploy to, or kubernetes.kubeconfig',
      'kubernetes.kubeconfig',
    ),
    ...problem(
      'environment',
      environment.length > LONGEST_ENVIRONMENT,
      `had "${environment}", needs at most ${LONGEST_ENVIRONMENT} characters on Kubernetes: the chart cuts longer names`,
    ),
    ...Object.entries({ version, repository }).flatMap(([key, value]) =>
      problem(
        `kubernetes.chart.${key}`,
        archive !== undefined && value !== undefined,
        'is not used together with kubernetes.chart.archive, which is one version',
        'kubernetes.chart.archive',
      ),
    ),
    ...problem(
      'kubernetes.crdUpgradeJob',
      kubernetes.operator === 'existing' && kubernetes.crdUpgradeJob,
      'is not used with kubernetes.operator existing: that operator brings its own kinds',
      'kubernetes.operator',
    ),
    ...problem(
      'kubernetes.scrape.namespaces',
      kubernetes.scrape.namespaces.includes(decideKubernetes(kubernetes, catalogue.name, environment).namespace),
      "names the stack's own namespace, which is always scraped; needs others",
      'kubernetes.namespace',
      'environment',
    ),
    ...checkStorage(settings),
    ...checkPods(settings),
    ...checkMetadata(settings),
  ];
}
