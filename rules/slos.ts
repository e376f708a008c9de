/** Service level objectives of the platform: what its users may expect. */
import { contract } from '../metrics/contract';
import { failedEvents, slowEvents, staleMoments, type Slo } from '../lib/slo/slo';
import type { PanelRef } from '../lib/alerting/panel-refs';
import type { Component } from './labels';

/** Every SLO is shown on the overview. */
const overviewPanel = <const P extends string>(panel: P) => ({ dashboard: 'overview', panel }) as const;

export const slos = {
  'api-availability': {
    name: 'api-availability',
    alert: 'APIAvailability',
    title: 'API availability',
    objective: 0.999,
    window: '30d',
    sli: failedEvents(
      (p) => p.counter(contract.http_requests_total, { status: { matches: '5..' } }),
      (p) => p.counter(contract.http_requests_total),
    ),
    component: 'api',
    summaries: {
      page: 'The API fails so often that its error budget lasts only days',
      ticket: 'The API fails a little more often than its error budget bears',
    },
    impact: 'Users see more requests fail (5xx) than they were promised.',
    panels: { budget: overviewPanel('apiAvailabilityBudget'), burn: overviewPanel('apiAvailabilityBurn') },
  },
  'api-latency': {
    name: 'api-latency',
    alert: 'APILatency',
    title: 'API latency (faster than 0.5 s)',
    objective: 0.99,
    window: '30d',
    sli: slowEvents((p) => p.histogram(contract.request_duration_seconds), 0.5),
    component: 'api',
    summaries: {
      page: 'The API is slow so often that its latency budget lasts only days',
      ticket: 'The API is slow a little more often than its latency budget bears',
    },
    impact: 'Users wait longer than half a second more often than they were promised.',
    panels: { budget: overviewPanel('apiLatencyBudget'), burn: overviewPanel('apiLatencyBurn') },
  },
  'signal-freshness': {
    name: 'signal-freshness',
    alert: 'SignalFreshness',
    title: 'signal freshness (one in the last 5 minutes)',
    objective: 0.99,
    window: '30d',
    sli: staleMoments((p) => p.counter(contract.signals_ingested_total)),
    component: 'signals',
    summaries: {
      page: 'Signals stay out so long that the freshness budget lasts only days',
      ticket: 'Signals stay out a little longer than the freshness budget bears',
    },
    impact: 'Traders look at signals that are older than they were promised.',
    panels: { budget: overviewPanel('signalFreshnessBudget'), burn: overviewPanel('signalFreshnessBurn') },
  },
  'ea-polling': {
    name: 'ea-polling',
    alert: 'EAPolling',
    title: 'EA polling',
    objective: 0.995,
    window: '30d',
    sli: failedEvents(
      (p) => p.counter(contract.ea_errors_total, { endpoint: '/poll' }),
      (p) => p.counter(contract.ea_requests_total, { endpoint: '/poll' }),
    ),
    component: 'ea',
    summaries: {
      page: 'Polls of expert advisors fail so often that the error budget lasts only days',
      ticket: 'Polls of expert advisors fail a little more often than the error budget bears',
    },
    impact: 'Trading terminals miss or delay approved signals more often than was promised.',
    panels: { budget: overviewPanel('eaPollingBudget'), burn: overviewPanel('eaPollingBurn') },
  },
} as const satisfies Readonly<Record<string, Slo<PanelRef, Component>>>;

export type SloName = keyof typeof slos;
export const sloNames = Object.keys(slos) as SloName[];
