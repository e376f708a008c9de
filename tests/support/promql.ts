/** Parts of a PromQL expression's text, for tests of deployed files. */
import { contractMetric } from '../../lib/contract/contract-series';
import type { Contract } from '../../lib/contract/metric';
import { TARGET_LABELS } from '../../lib/contract/target-labels';
import { groupingsOf, selectionsOf, type Grouping, type Selection } from '../../lib/promql';
import { parsePromql, PromqlSyntaxError } from '../../lib/promql/parse';

export interface ReadPromql {
  /** The parse error of the text; empty for a valid expression. */
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

/** The labels that a series of the contract may have, with those of scraping; none for an unknown name. */
export function contractLabels(contract: Contract, series: string): string[] | undefined {
  const metric = contractMetric(contract, series);
  if (metric === undefined) return undefined;
  return [...Object.keys(metric.labels), ...TARGET_LABELS, ...(series.endsWith('_bucket') ? ['le'] : [])];
}
