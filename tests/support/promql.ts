/** What is in the text of a PromQL expression, as a test finds it in deployed files. */
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
