/** What is worth sending to another server: the platform's series, the alerts, and what rules record or read. */
import { contract, metricNames } from '../metrics/contract';
import { parsePromql } from '../metrics/promql-parser';
import type { PrometheusRuleFiles } from './prometheus-rules';

/** Series that Prometheus itself writes about targets and alerts. */
const BUILT_IN = ['up', 'ALERTS', 'ALERTS_FOR_STATE'];

const escaped = (text: string): string => text.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&');
/** A pattern of these texts and no other; Prometheus anchors it. */
export const anyOf = (texts: Iterable<string>): string => [...new Set(texts)].sort().map(escaped).join('|');

/** One step of relabelling: samples whose label does not match are left out. */
export interface Keep {
  readonly label: string;
  readonly regex: string;
}

/**
 * Keeps the series of the contract, of the jobs that rules read, and those without a job, which rules write. The
 * contract's names are names that many services use, so the job counts too.
 */
export function keepContract(files: PrometheusRuleFiles, job: string): Keep[] {
  const rules = Object.values(files).flatMap(({ groups }) => groups.flatMap((group) => group.rules));
  const read = rules.flatMap(({ expr }) => parsePromql(expr).selections);
  const jobs = read.flatMap(({ matchers }) =>
    matchers.filter(({ label, op }) => label === 'job' && op === '=').map(({ value }) => value),
  );
  const series = metricNames.flatMap((name) =>
    contract[name].type === 'histogram' ? ['_bucket', '_count', '_sum'].map((suffix) => name + suffix) : [name],
  );
  const names = [
    ...BUILT_IN,
    ...series,
    ...read.map(({ metric }) => metric).filter((metric) => metric !== ''),
    ...rules.flatMap(({ record }) => record ?? []),
  ];
  return [
    { label: 'job', regex: `|${anyOf([job, ...jobs])}` },
    { label: '__name__', regex: anyOf(names) },
  ];
}
