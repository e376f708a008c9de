/** How grave an alert is: the value of its label `severity`, by which routes say who is notified. */
export const SEVERITIES = ['critical', 'warning', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];
