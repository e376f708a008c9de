/**
 * The alert of group `infrastructure` on the exporters themselves; alerts on an exporter's metrics are in files of
 * their own.
 */
import type { ExporterDefinition } from '../lib/exporters/definition';
import { exportersUp, exporterUp } from '../lib/exporters/series';
import { absent, min, type Vector } from '../lib/promql';
import { fixedThreshold } from '../lib/alerting/alert';
import type { AlertDefinitions } from './alert-definitions';
import { comparedSeries, record } from '../lib/alerting/alert-records';

const EXPORTER = ['job', 'instance'] as const;
const EXPORTER_UP = {
  record: 'job_instance:exporter_up:min',
  meaning: '1 for an exporter that answers its scrapes, else 0',
} as const;

/**
 * 1 for each exporter that answers, 0 for one that does not. One that is not a scrape target, such as a pod that could
 * not start, has no `instance`.
 */
const exporterAnswers = (exporters: readonly ExporterDefinition[]): Vector<'job' | 'instance'> =>
  exporters.reduce<Vector<'job' | 'instance'>>(
    (all, exporter) => all.or(absent(exporterUp(exporter)).times(0)),
    min(exportersUp(exporters), ...EXPORTER),
  );

/** @param exporters - all that a stack may have, by name */
export const exporterDown = (exporters: Readonly<Record<string, ExporterDefinition>>) =>
  ({
    ExporterDown: {
      group: 'infrastructure',
      severity: 'warning',
      component: 'monitoring',
      requires: Object.keys(exporters),
      threshold: fixedThreshold(0, 'state'),
      for: '5m',
      summary: 'An exporter cannot be scraped',
      impact: 'The alerts and panels on what it watches see nothing.',
      says: ({ label, duration }) => ({
        firing: `The exporter ${label('job')}${label('instance', ' at ')} has not answered a scrape for ${duration}.`,
        resolved: `The exporter ${label('job')}${label('instance', ' at ')} answers again or is gone; it was silent for`,
      }),
      measure: (_platform, _numbers, server) => {
        const scraped = Object.entries(exporters).filter(([name]) => server.exporters.includes(name));
        const answers = exporterAnswers(scraped.map(([, definition]) => definition));
        return {
          ...comparedSeries(record(server, EXPORTER_UP, answers)),
          by: EXPORTER,
          test: '==',
          bound: 0,
          unit: 'state',
        };
      },
      panel: { dashboard: 'infrastructure', panel: 'exporters' },
      noData: 'ok',
    },
  }) as const satisfies AlertDefinitions;
