/** Memory limits: a program that leaks memory must not stop others. */
import type { Rule } from './rule';
import { absent, at } from './value';
import { stackChart, workloads } from './workloads';

/**
 * The parts of kube-prometheus-stack whose memory grows with the load, by the path of their values and the value that
 * disables them.
 */
const PARTS = {
  'prometheus.prometheusSpec': 'prometheus.enabled',
  'alertmanager.alertmanagerSpec': 'alertmanager.enabled',
  grafana: 'grafana.enabled',
} as const;

export const memoryLimit: Rule = {
  name: 'memory-limit',
  description: 'A container has a memory limit.',
  remedy:
    'Without one it can take the machine down with it: set `memory` (Docker) or `resources.limits.memory` (Kubernetes).',
  *broken(subject) {
    for (const { label, memory } of workloads(subject))
      if (absent(memory) || memory === 0) yield `${label}there is no memory limit`;
    const values = stackChart(subject);
    for (const [part, enabled] of values === undefined ? [] : Object.entries(PARTS))
      if (at(values, enabled) !== false && absent(at(values, `${part}.resources.limits.memory`)))
        yield `${part} has no memory limit`;
  },
};
