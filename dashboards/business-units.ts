/** What the panels of the business dashboard count in. */
import { total } from '../metrics/expressions';
import { stepMilliseconds, type Counter, type Vector } from '../metrics/promql';
import type { Board } from './board';

export type BusinessBoard = Board<'business-kpis'>;

/** Business events are rare: a minute holds a number that a person can picture. From events a second. */
export const PER_MINUTE = 60;

/**
 * Events in each step of the graph. Their sum is the total of the shown range: unlike the counter itself it survives
 * restarts, and unlike `increase` over the range at every step it reads each sample but a few times.
 */
export const inRange = (counter: Counter<string>): Vector<never> =>
  total(counter, '$__rate_interval').times(stepMilliseconds()).dividedBy(1000);
