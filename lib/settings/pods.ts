/**
 * Settings of every pod of a stack on Kubernetes, and the labels and annotations of every object that the stack creates
 * there.
 */
import { z } from 'zod';
import { stringMatching, text, wholeNumber } from './fields';

const KEY = /^([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?$/;
const labelKey = stringMatching(KEY, 'a key such as "team" or "example.com/team"');
const labelValue = stringMatching(
  /^([A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?)?$/,
  'letters, digits, dashes, dots and underscores, at most 63',
);
const objectName = stringMatching(
  /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/,
  'lower-case letters, digits, dashes and dots, at most 253',
);

const toleration = z.strictObject({
  key: labelKey.optional().describe('Key of the taint; every taint where left out, with operator Exists'),
  operator: z
    .enum(['Equal', 'Exists'])
    .default('Equal')
    .describe("`Equal` compares the taint's value, `Exists` takes any"),
  value: labelValue.optional().describe('Value of the taint, with operator Equal'),
  effect: z
    .enum(['NoSchedule', 'PreferNoSchedule', 'NoExecute'])
    .optional()
    .describe('Effect of the taint; every effect where left out'),
  tolerationSeconds: wholeNumber(0, 31_536_000)
    .optional()
    .describe('How long a pod stays on a node that gets the taint, with effect NoExecute; for good where left out'),
});

const topologySpread = z.strictObject({
  topologyKey: labelKey.describe('Label of the nodes that replicas are spread over'),
  maxSkew: wholeNumber(1, 8).default(1).describe('By how many replicas two values of that label may differ'),
  whenUnsatisfiable: z
    .enum(['DoNotSchedule', 'ScheduleAnyway'])
    .default('DoNotSchedule')
    .describe('Whether a replica then waits or runs all the same'),
});

export const pods = z.strictObject({
  imagePullSecrets: z
    .array(objectName, { error: 'a list of names of Secrets' })
    .default([])
    .describe("Secrets of the stack's namespace with which images are pulled; you make them"),
  nodeSelector: z
    .record(labelKey, labelValue, { error: 'a group of labels' })
    .default({})
    .describe('Labels of the nodes that pods may run on; the node exporter runs on every node all the same'),
  tolerations: z.array(toleration).default([]).describe('Taints that pods tolerate, as in a pod'),
  priorityClassName: objectName.optional().describe('Priority class of the pods'),
  topologySpreadConstraints: z
    .array(topologySpread)
    .default([])
    .describe('How replicas of Prometheus and of Alertmanager spread, as in a pod; each is counted by itself'),
});

export const objectLabels = z
  .record(labelKey, labelValue, { error: 'a group of labels' })
  .default({})
  .describe('Labels on everything that is made in the cluster but volumes, besides those of the chart');
export const objectAnnotations = z
  .record(labelKey, text, { error: 'a group of annotations' })
  .default({})
  .describe("Annotations on the stack's objects, and on the chart's workloads, pods and services");

/**
 * Labels that the chart, the operator and this program select objects by, and annotations that control Helm and Pulumi.
 */
export const RESERVED_LABELS =
  /^(app|release|chart|heritage|self-monitor|prometheus|alertmanager)$|(^|\.)(kubernetes\.io|k8s\.io|helm\.sh)\/|^operator\.prometheus\.io\//;
export const RESERVED_ANNOTATIONS = /(^|\.)helm\.sh\/|^pulumi\.com\//;
