/** Severities of alerts: the values of the label `severity`, which routes match. */
export const SEVERITIES = ['critical', 'warning', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];
