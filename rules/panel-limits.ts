/**
 * Numbers that colour a panel and page nobody: where a value begins to deserve a look. Where an alert of the catalogue
 * measures the same, the panel takes the alert's number instead.
 */
export const panelLimits = {
  /** Connections in one pool. */
  poolBusy: 50,
  /** 95th percentile of creating a signal, in seconds. */
  signalSlow: 0.1,
  signalTooSlow: 0.5,
} as const;
