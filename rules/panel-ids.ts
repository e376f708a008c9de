/** Names that links depend on: dashboard UIDs and panel ids. They never change once released; new panels get new ids. */

export const PANELS = {
  'api-health': {
    requestRate: 1,
    latency: 2,
    errorRate: 3,
    responseTimes: 4,
    statusCodes: 5,
    databasePool: 6,
    redis: 7,
    databaseQueries: 8,
    rateLimit: 9,
    routes: 10,
    serverErrors: 11,
    clientErrors: 12,
    latencyP50ByRoute: 13,
    latencyP99ByRoute: 14,
    requestsByReplica: 15,
    errorsByReplica: 16,
    latencyByReplica: 17,
    poolByReplica: 18,
    clientErrorRate: 19,
  },
  'business-kpis': {
    signalRate: 1,
    signalTotal: 2,
    signalLatency: 3,
    approvalRate: 4,
    approvalShare: 5,
    miniappLatency: 6,
    copyTrading: 7,
    checkouts: 8,
    payments: 9,
    webhookReplays: 10,
    sessions: 11,
    devices: 12,
    eaRequests: 13,
    eaErrors: 14,
    mrr: 15,
    copyTradingSuccess: 16,
    invalidSignatures: 17,
  },
  infrastructure: {
    exporters: 1,
    postgresUp: 2,
    postgresConnections: 3,
    postgresStates: 4,
    postgresTransactions: 5,
    postgresSizes: 6,
    redisUp: 7,
    redisMemory: 8,
    redisClients: 9,
    redisHits: 10,
    redisLosses: 11,
    hostCpu: 12,
    hostMemory: 13,
    hostDisk: 14,
  },
  overview: {
    firing: 1,
    targets: 2,
    heartbeat: 3,
    apiLatency: 4,
    apiErrors: 5,
    signals: 6,
    eaRequests: 7,
    payments: 8,
    apiAvailabilityBudget: 9,
    apiLatencyBudget: 10,
    signalFreshnessBudget: 11,
    eaPollingBudget: 12,
    apiAvailabilityBurn: 13,
    apiLatencyBurn: 14,
    signalFreshnessBurn: 15,
    eaPollingBurn: 16,
  },
  monitoring: {
    targets: 1,
    scrapeDuration: 2,
    missingMetrics: 3,
    ruleFailures: 4,
    ruleDuration: 5,
    lostNotifications: 6,
    sentNotifications: 7,
    reloads: 8,
    failedWrites: 9,
    storageSize: 10,
    series: 11,
    replicas: 12,
  },
} as const;

export type DashboardName = keyof typeof PANELS;
export type PanelRef = { [D in DashboardName]: { dashboard: D; panel: keyof (typeof PANELS)[D] } }[DashboardName];

/** Queries, by the letters of their panel, that return nothing while all is well, or while there is little of a thing. */
export const EMPTY_WHEN_WELL: readonly (PanelRef & { readonly queries: string })[] = [
  { dashboard: 'overview', panel: 'firing', queries: 'A' },
  { dashboard: 'api-health', panel: 'requestRate', queries: 'B' },
  { dashboard: 'api-health', panel: 'errorRate', queries: 'AB' },
  { dashboard: 'api-health', panel: 'rateLimit', queries: 'AB' },
  { dashboard: 'api-health', panel: 'serverErrors', queries: 'A' },
  { dashboard: 'api-health', panel: 'clientErrors', queries: 'A' },
  { dashboard: 'api-health', panel: 'clientErrorRate', queries: 'AB' },
  { dashboard: 'api-health', panel: 'errorsByReplica', queries: 'A' },
  { dashboard: 'business-kpis', panel: 'eaErrors', queries: 'AB' },
  { dashboard: 'monitoring', panel: 'missingMetrics', queries: 'A' },
  { dashboard: 'monitoring', panel: 'ruleFailures', queries: 'AB' },
  { dashboard: 'monitoring', panel: 'lostNotifications', queries: 'A' },
  { dashboard: 'monitoring', panel: 'failedWrites', queries: 'A' },
  { dashboard: 'monitoring', panel: 'sentNotifications', queries: 'AB' },
];

/** The dashboard that a stack's own Grafana opens with. */
export const HOME: DashboardName = 'overview';

/** UID of a dashboard, unique per environment on a shared Grafana. At most 40 characters, as Grafana demands. */
export const dashboardUid = (dashboard: DashboardName, environment: string): string => `${dashboard}-${environment}`;

/** The id of a panel within its dashboard. */
export function panelId({ dashboard, panel }: PanelRef): number {
  const ids: Readonly<Record<string, number>> = PANELS[dashboard];
  const id = ids[panel];
  if (id === undefined) throw new RangeError(`${dashboard} has no panel ${panel}`);
  return id;
}

/** Path in Grafana that opens the dashboard on that one panel. */
export const panelPath = (ref: PanelRef, environment: string): string =>
  `/d/${dashboardUid(ref.dashboard, environment)}?viewPanel=${panelId(ref)}`;
