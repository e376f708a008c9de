/**
 * The state that Grafana gives a rule without labels, evaluation by evaluation.
 * https://grafana.com/docs/grafana/latest/alerting/fundamentals/alert-rule-evaluation/nodata-and-error-states
 */
import type { GrafanaRule } from '../../lib/compile/grafana-rules';
import { seconds, type Duration } from '../../lib/units';

/** The answer of the data source to an evaluation: the query's value, an empty result, or none. */
export type QueryResult = number | 'empty' | 'error';
export type RuleState = 'Normal' | 'Pending' | 'Alerting';

interface Condition {
  readonly evaluator: { readonly type: 'gt' | 'lt'; readonly params: readonly [number] };
}

function isBeyondThreshold({ data, condition }: GrafanaRule, value: number): boolean {
  const model = data.find(({ refId }) => refId === condition)?.model as { conditions: [Condition] } | undefined;
  if (model === undefined) throw new Error(`no query has the refId ${condition} of the condition`);
  const [{ evaluator }] = model.conditions;
  const [bound] = evaluator.params;
  return evaluator.type === 'gt' ? value > bound : value < bound;
}

/** The rule's state after each of `results`, which are `interval` seconds apart. */
export function ruleStates(rule: GrafanaRule, interval: number, results: readonly QueryResult[]): RuleState[] {
  let heldFor: number | undefined;
  let state: RuleState = 'Normal';
  return results.map((result) => {
    const outcome = result === 'error' ? rule.execErrState : result === 'empty' ? rule.noDataState : undefined;
    if (outcome === 'KeepLast') return state;
    const isBad = outcome === undefined ? isBeyondThreshold(rule, result as number) : outcome === 'Alerting';
    heldFor = isBad ? (heldFor === undefined ? 0 : heldFor + interval) : undefined;
    state = heldFor === undefined ? 'Normal' : heldFor < seconds(rule.for as Duration) ? 'Pending' : 'Alerting';
    return state;
  });
}
