/** A stack with planned maintenance from minute 30 to minute 60 of promtool's time. */
import { trading } from '../../platform';
import { ruleContext, toSettings } from '../../lib/settings/settings';
import { onlyAlerts, WITHOUT_SLOS } from './incident';

/** Seconds between two evaluations. */
export const STEP = 15;

export const PLANNED_MAINTENANCE = {
  start: '1970-01-01T00:30Z',
  end: '1970-01-01T01:00Z',
  why: 'Postgres 18',
  who: 'Ada',
};

export const contextOf = (plan: Readonly<Record<string, unknown>>, more: Readonly<Record<string, unknown>> = {}) =>
  ruleContext(
    toSettings(trading, 'dev', {
      thresholds: onlyAlerts({ CriticalErrorRate: '2m' }),
      slos: WITHOUT_SLOS,
      ...more,
      maintenance: { upgrade: { ...PLANNED_MAINTENANCE, ...plan } },
    }),
  );

export const TARGET = 'job="backend-api",instance="backend:8000"';

export const upSeries = { series: `up{${TARGET}}`, values: '1x480' };
