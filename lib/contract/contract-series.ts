/** A contract's metrics by the names of their series. */
import { TARGET_LABELS } from './target-labels';
import type { Contract, Metric } from './metric';

/** The contract's metric that a series name belongs to, with the histogram's suffix left off; none for others. */
export function contractMetric(contract: Contract, series: string): Metric | undefined {
  return Object.values(contract).find(
    ({ name, type }) =>
      name === series ||
      (type === 'histogram' && series.startsWith(name) && /^_(bucket|count|sum)$/.test(series.slice(name.length))),
  );
}

/** The labels that a series of the contract may carry, those of scraping included; none for a name outside it. */
export function contractLabels(contract: Contract, series: string): string[] | undefined {
  const metric = contractMetric(contract, series);
  if (metric === undefined) return undefined;
  return [...Object.keys(metric.labels), ...TARGET_LABELS, ...(series.endsWith('_bucket') ? ['le'] : [])];
}
