/** Groups of alerts, and the values of the labels `component` and `team`. */

export const GROUPS = ['api_health', 'business_health', 'infrastructure', 'slo', 'meta'] as const;
export type Group = (typeof GROUPS)[number];

/** The part of the system that the alert is about; the value of the label `component`. */
export type Component =
  | 'api'
  | 'database'
  | 'redis'
  | 'ratelimit'
  | 'signals'
  | 'approvals'
  | 'billing'
  | 'ea'
  | 'miniapp'
  | 'security'
  | 'host'
  | 'monitoring';

/** The team that owns each component; the value of the label `team`. */
export const TEAM: Readonly<Record<Component, string>> = {
  api: 'backend',
  database: 'backend',
  redis: 'backend',
  ratelimit: 'backend',
  signals: 'trading',
  approvals: 'trading',
  ea: 'trading',
  miniapp: 'trading',
  billing: 'payments',
  security: 'security',
  host: 'platform',
  monitoring: 'platform',
};
