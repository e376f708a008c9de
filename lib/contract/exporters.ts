/** The exporters that a stack may have, and the jobs that scrape them. The Kubernetes chart's own node exporter has this job too. */
export const EXPORTER_JOBS = {
  postgres: 'postgres-exporter',
  redis: 'redis-exporter',
  node: 'node-exporter',
} as const;
export type Exporter = keyof typeof EXPORTER_JOBS;
export const exporterNames = Object.keys(EXPORTER_JOBS) as Exporter[];
