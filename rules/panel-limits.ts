/**
 * Thresholds that colour a panel but page nobody: from there on somebody should look at the value. If an alert of the
 * catalogue measures the same, the panel uses the alert's threshold instead.
 */
export const panelLimits = {
  /** Connections in one pool. */
  poolBusy: 50,
  /** 95th percentile of creating a signal, in seconds. */
  signalSlow: 0.1,
  signalTooSlow: 0.5,
} as const;
