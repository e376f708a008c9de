/** Finds a contract's metrics by the names of their series. */
import type { Contract, Metric } from './metric';

/** The contract's metric of a series name, without the suffixes of histograms; undefined for others. */
export function contractMetric(contract: Contract, series: string): Metric | undefined {
  return Object.values(contract).find(
    ({ name, type }) =>
      name === series ||
      (type === 'histogram' && series.startsWith(name) && /^_(bucket|count|sum)$/.test(series.slice(name.length))),
  );
}
