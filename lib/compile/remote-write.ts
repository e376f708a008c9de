/** What is worth sending to another server: the platform's series, the alerts, what rules record or read, and what dashboards show. */
import { contract, metricNames } from '../../metrics/contract';
import { patternOf, selectionsOf, type Vector } from '../promql';
import { BUILD_INFO, OF_TARGETS, SERVER_JOBS, serverMetrics } from '../../metrics/server-metrics';
import { rulesIn, type PrometheusRuleFiles } from './prometheus-rules';

/** Series that Prometheus itself writes about targets and alerts. */
const BUILT_IN = ['up', 'ALERTS', 'ALERTS_FOR_STATE'];

/** {@link patternOf} each of the texts once, whatever their order. */
export const anyOf = (texts: Iterable<string>): string => patternOf([...new Set(texts)].sort());

const histograms = metricNames.filter((name) => contract[name].type === 'histogram');
/** What is recorded of a histogram for an alert. A threshold is in its name, and must not be among what is configured here. */
const OF_HISTOGRAMS = `\\w+:(${anyOf(histograms)})_\\w+:\\w+`;

/** One step of relabelling: samples whose label does not match are left out. */
export interface Keep {
  readonly label: string;
  readonly regex: string;
}

/**
 * Keeps the series of the contract, of the jobs that rules and the monitoring's own dashboard read, and those without a
 * job, which rules write. The contract's names are names that many services use, so the job counts too.
 */
export function keepContract(files: PrometheusRuleFiles<Vector>, job: string): Keep[] {
  const rules = rulesIn(files);
  const read = rules.flatMap(({ expr }) => selectionsOf(expr.node));
  const jobs = read.flatMap(({ matchers }) =>
    matchers.filter(({ label, op }) => label === 'job' && op === '=').map(({ value }) => value),
  );
  const series = metricNames.flatMap((name) =>
    contract[name].type === 'histogram' ? ['_bucket', '_count', '_sum'].map((suffix) => name + suffix) : [name],
  );
  const ofHistograms = new RegExp(`^${OF_HISTOGRAMS}$`);
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
    { label: '__name__', regex: `${anyOf(names)}|${OF_HISTOGRAMS}|${BUILD_INFO}` },
  ];
}
