/** Alerts of the group `business_health` on signals: do all sources deliver? */
import { contract } from '../metrics/contract';
import { below, fixedThreshold } from '../lib/alerting/alert';
import type { AlertDefinitions } from './alert-definitions';
import { duringMarket } from '../lib/alerting/during-market';
import { noEvents, noEventsBy, rateBelow } from '../lib/alerting/measurements';

const SIGNALS = {
  record: 'environment:signals_ingested:increase5m',
  meaning: 'Signals ingested in 5 minutes',
} as const;

export const signals = {
  SignalIngestionStopped: {
    ...duringMarket(noEvents(contract.signals_ingested_total, SIGNALS)),
    group: 'business_health',
    severity: 'critical',
    component: 'signals',
    threshold: fixedThreshold(0, 'count'),
    for: '10m',
    summary: 'Trading signals have stopped',
    impact: 'Traders receive nothing to act on.',
    says: ({ duration, orClosed }) => ({
      firing: `No signal has been ingested for ${duration}.`,
      resolved: `Signals are ingested again${orClosed}; there was none for`,
    }),
    panel: { dashboard: 'business-kpis', panel: 'signalRate' },
    noData: 'alerting',
  },
  SignalSourceSilent: {
    ...duringMarket(
      noEventsBy(
        contract.signals_ingested_total,
        {
          silent: {
            record: 'source:signals_due:increase5m',
            meaning: 'Signals in 5 minutes of a source that usually delivers at this hour and does not: 0',
          },
          resting: {
            record: 'source:signals_usual:min15m',
            meaning: '0 for a source that had 15 minutes without a signal around this hour a week ago, or yesterday',
          },
        },
        ['source'],
      ),
    ),
    group: 'business_health',
    severity: 'warning',
    component: 'signals',
    threshold: fixedThreshold(0, 'count'),
    // Longer than `for` of the alert on all of them, which inhibits this one.
    for: '15m',
    summary: 'A source delivers no signals',
    impact: 'Traders receive nothing to act on from there.',
    says: ({ culprit, duration }) => ({
      firing: `${culprit} has delivered no signal for ${duration}, though it usually does at this hour.`,
      resolved: `${culprit} delivers signals again, or is not expected to at this hour; it was silent for`,
    }),
    panel: { dashboard: 'business-kpis', panel: 'signalRate' },
    noData: 'ok',
  },
  LowSignalIngestionRate: {
    ...duringMarket(rateBelow(contract.signals_ingested_total, SIGNALS)),
    group: 'business_health',
    severity: 'warning',
    component: 'signals',
    threshold: below(0.01, 'per second'),
    for: '15m',
    summary: 'Few trading signals are being ingested',
    impact: 'Traders receive fewer signals than on any normal day; a source may be gone.',
    says: ({ number, limit, duration, orClosed }) => ({
      firing: `Only ${number} signals a second are ingested from all sources together, fewer than ${limit} for ${duration}.`,
      resolved: `Signals are ingested at ${limit} or more again${orClosed}; there were fewer for`,
    }),
    panel: { dashboard: 'business-kpis', panel: 'signalRate' },
    noData: 'alerting',
    critical: 'SignalIngestionStopped',
  },
} as const satisfies AlertDefinitions;
