/** The contract's metrics by the names of their series. */
import { contract, type MetricName } from '../../metrics/contract';
import { TARGET_LABELS } from '../promql/target-labels';

/** The contract's metric that a series name belongs to, with the histogram's suffix left off; none for others. */
export function contractMetric(series: string): MetricName | undefined {
  const names = Object.keys(contract) as MetricName[];
  return names.find(
    (name) =>
      name === series ||
      (contract[name].type === 'histogram' &&
        /^_(bucket|count|sum)$/.test(series.slice(name.length)) &&
        series.startsWith(name)),
  );
}

/** The labels that a series of the contract may carry, those of scraping included; none for a name outside it. */
export function contractLabels(series: string): string[] | undefined {
  const name = contractMetric(series);
  if (name === undefined) return undefined;
  return [...Object.keys(contract[name].labels), ...TARGET_LABELS, ...(series.endsWith('_bucket') ? ['le'] : [])];
}
