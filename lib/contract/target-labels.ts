/** The labels that scraping adds to every series; `environment` and `cluster` come from the scrape configuration. */
export const TARGET_LABELS = ['job', 'instance', 'environment', 'cluster', 'namespace', 'service'] as const;
export type TargetLabel = (typeof TARGET_LABELS)[number];
