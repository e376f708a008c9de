/** Series of an exporter, by the metrics in its definition. */
import type { TargetLabel } from '../contract/target-labels';
import { foreign, foreignCounter, type Gauge, type Matchers } from '../promql';
import type { ExporterDefinition, ExporterMetric, ExporterMetrics } from './definition';

type NamesOf<M extends ExporterMetrics, T extends ExporterMetric['type']> = {
  [N in keyof M & string]: M[N]['type'] extends T ? N : never;
}[keyof M & string];
type LabelsOf<M extends ExporterMetrics, N extends keyof M> = M[N]['labels'][number] | TargetLabel;

/** Selects series of one exporter: every query selects by its job. */
export const seriesOf = <M extends ExporterMetrics>({ job }: Pick<ExporterDefinition<M>, 'job' | 'metrics'>) => ({
  gauge: <N extends NamesOf<M, 'gauge'>>(name: N, where?: Matchers<LabelsOf<M, N>>) =>
    foreign<LabelsOf<M, N>>(name, { job, ...where }),
  counter: <N extends NamesOf<M, 'counter'>>(name: N, where?: Matchers<LabelsOf<M, N>>) =>
    foreignCounter<LabelsOf<M, N>>(name, { job, ...where }),
});

/** 1 while an exporter answers its scrapes, else 0; no data if it is not a scrape target. */
export const exporterUp = ({ job }: Pick<ExporterDefinition, 'job'>): Gauge<TargetLabel> => foreign('up', { job });

/** 1 for each of the exporters that answered its last scrape, else 0; no series for one that is not a scrape target. */
export const exportersUp = (
  exporters: readonly Pick<ExporterDefinition, 'job'>[],
  where: Matchers<TargetLabel> = {},
): Gauge<TargetLabel> => foreign('up', { job: { matches: exporters.map(({ job }) => job).join('|') }, ...where });
