/** What is in the text of a PromQL expression, as a test finds it in deployed files. */
import { contractMetric } from '../../lib/contract/contract-series';
import type { Contract } from '../../lib/contract/metric';
import { TARGET_LABELS } from '../../lib/contract/target-labels';
import { groupingsOf, selectionsOf, type Grouping, type Selection } from '../../lib/promql';
import { parsePromql, PromqlSyntaxError } from '../../lib/promql/parse';

export interface ReadPromql {
  /** Why the text does not parse; empty for a good expression. */
  readonly errors: readonly string[];
  readonly selections: readonly Selection[];
  readonly groupings: readonly Grouping[];
}

export function readPromql(text: string): ReadPromql {
  try {
    const tree = parsePromql(text);
    return { errors: [], selections: selectionsOf(tree), groupings: groupingsOf(tree) };
  } catch (error) {
    if (!(error instanceof PromqlSyntaxError)) throw error;
    return { errors: [error.message], selections: [], groupings: [] };
  }
}

/** The labels that a series of the contract may carry, those of scraping included; none for a name outside it. */
export function contractLabels(contract: Contract, series: string): string[] | undefined {
  const metric = contractMetric(contract, series);
  if (metric === undefined) return undefined;
  return [...Object.keys(metric.labels), ...TARGET_LABELS, ...(series.endsWith('_bucket') ? ['le'] : [])];
}
