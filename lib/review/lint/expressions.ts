/** Checks PromQL expressions against the types of their metrics. */
import { exporterMetrics, type Catalogue } from '../../alerting/catalogue';
import { contractMetric } from '../../contract/contract-series';
import { selectionsOf, type Selection } from '../../promql';
import { isDuration, seconds } from '../../units';
import type { Check, Expression } from './finding';

/** The type of a series; undefined if it is not in a contract. */
function typeOf(catalogue: Catalogue, series: string): 'counter' | 'gauge' | undefined {
  const exported = exporterMetrics(catalogue)[series];
  if (exported !== undefined) return exported.type;
  const metric = contractMetric(catalogue.contract, series);
  if (metric === undefined) return undefined;
  return metric.type === 'gauge' ? 'gauge' : 'counter';
}

/** Functions that compute the increase of a counter. */
export const GROWTH = ['rate', 'irate', 'increase'];
/** Functions for which it does not matter that a counter only increases. */
const INDIFFERENT = [
  ...GROWTH,
  ...['resets', 'changes', 'timestamp', 'absent', 'absent_over_time', 'present_over_time', 'count_over_time'],
  // The difference of two of these also counts a series that appeared within the window.
  'last_over_time',
];
const selections = ({ expr }: Expression, wrong: (selection: Selection) => string | undefined): string[] =>
  selectionsOf(expr).flatMap((selection) => wrong(selection) ?? []);

/** Samples that a rate needs in its window: two to compute it, and two scrapes that may fail. */
const SAMPLES = 4;

export const expressionChecks: readonly Check<Expression>[] = [
  {
    name: 'promql/counter',
    why: 'A counter only grows and begins anew at a restart: its value says how long the process has run.',
    fix: 'Take rate() for events a second, increase() for their number.',
    of: (expression) =>
      selections(expression, ({ metric, takenBy, presence }) =>
        typeOf(expression.catalogue, metric) === 'counter' && !presence && !INDIFFERENT.includes(takenBy ?? '')
          ? `reads the counter ${metric} as it stands`
          : undefined,
      ),
  },
  {
    name: 'promql/rate-of-gauge',
    why: 'rate() takes each fall for a restart and adds what was there before.',
    fix: 'Take deriv() or delta() of a gauge.',
    of: (expression) =>
      selections(expression, ({ metric, takenBy = '' }) =>
        typeOf(expression.catalogue, metric) === 'gauge' && GROWTH.includes(takenBy)
          ? `takes ${takenBy}() of the gauge ${metric}`
          : undefined,
      ),
  },
  {
    name: 'promql/range-query',
    why: `A rate needs two samples, and a scrape may fail: a window holds at least ${SAMPLES} of them.`,
    fix: 'Widen the window, or scrape more often (backend.scrapeInterval).',
    of: (expression) =>
      selections(expression, ({ metric, range = '', takenBy = '' }) =>
        GROWTH.includes(takenBy) && isDuration(range) && seconds(range) < SAMPLES * seconds(expression.scrapeInterval)
          ? `${takenBy}(${metric}[${range}]) with a scrape each ${expression.scrapeInterval}`
          : undefined,
      ),
  },
];
