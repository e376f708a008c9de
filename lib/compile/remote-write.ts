/**
 * The series that are sent by remote write: the platform's, the alerts, the series that rules record or read, and those
 * that dashboards show.
 */
import { BUILD_INFO, OF_TARGETS, SERVER_JOBS } from '../contract/monitoring-servers';
import type { Catalogue } from '../alerting/catalogue';
import type { Contract } from '../contract/metric';
import { patternOf, selectionsOf, type Vector } from '../promql';
import { rulesIn, type PrometheusRuleFiles } from './prometheus-rules';

/** Series that Prometheus itself records about targets and alerts. */
const BUILT_IN = ['up', 'ALERTS', 'ALERTS_FOR_STATE'];

/** {@link patternOf} the texts without duplicates, in sorted order. */
export const anyOf = (texts: Iterable<string>): string => patternOf([...new Set(texts)].sort());

/**
 * Matches the series that are recorded from a histogram for an alert. Thresholds are part of their names, and must not
 * be in this configuration.
 */
function recordedOfHistograms(contract: Contract): string {
  const histograms = Object.values(contract).filter(({ type }) => type === 'histogram');
  return `\\w+:(${anyOf(histograms.map(({ name }) => name))})_\\w+:\\w+`;
}

/**
 * The steps of relabelling, each of which drops samples whose label does not match. They keep the series of the contract, of the jobs that rules and the monitoring's own dashboard read, and those without a
 * job, which rules record. Many services use the metric names of the contract, so the job has to match too.
 */
export function keepContract({ contract, serverMetrics }: Catalogue, files: PrometheusRuleFiles<Vector>, job: string) {
  const rules = rulesIn(files);
  const read = rules.flatMap(({ expr }) => selectionsOf(expr.node));
  const jobs = read.flatMap(({ matchers }) =>
    matchers.filter(({ label, op }) => label === 'job' && op === '=').map(({ value }) => value),
  );
  const series = Object.values(contract).flatMap(({ name, type }) =>
    type === 'histogram' ? ['_bucket', '_count', '_sum'].map((suffix) => name + suffix) : [name],
  );
  const pattern = recordedOfHistograms(contract);
  const ofHistograms = new RegExp(`^${pattern}$`);
  const names = [
    ...BUILT_IN,
    ...OF_TARGETS,
    ...Object.keys(serverMetrics),
    ...series,
    ...[...read.map(({ metric }) => metric), ...rules.flatMap(({ record }) => record ?? [])].filter(
      (name) => name !== '' && !ofHistograms.test(name),
    ),
  ];
  return [
    { label: 'job', regex: `|${anyOf([job, ...jobs, ...Object.values(SERVER_JOBS)])}` },
    { label: '__name__', regex: `${anyOf(names)}|${pattern}|${BUILD_INFO}` },
  ];
}
