/** Memory limits: a program that leaks memory must not stop others. */
import type { Rule, Subject } from './rule';
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

function chart(subject: Subject): string[] {
  const values = stackChart(subject);
  if (values === undefined) return [];
  return Object.entries(PARTS)
    .filter(([part, enabled]) => at(values, enabled) !== false && absent(at(values, `${part}.resources.limits.memory`)))
    .map(([part]) => `${part} has no memory limit`);
}

export const memoryLimit: Rule = {
  name: 'memory-limit',
  description: 'A container has a memory limit.',
  remedy:
    'Without one it can take the machine down with it: set `memory` (Docker) or `resources.limits.memory` (Kubernetes).',
  broken: (subject) => [
    ...workloads(subject).flatMap(({ label, memory }) =>
      absent(memory) || memory === 0 ? [`${label}there is no memory limit`] : [],
    ),
    ...chart(subject),
  ],
};
