/** Why a panel has nothing to show. The three reasons call for different things, so each has its own words and colour. */

export interface Empty {
  readonly text: string;
  /** Of a tile; a graph shows the words alone. */
  readonly colour: string;
}

/** Nothing has to be there while all is well. */
export const allWell = (what: string): Empty => ({ text: `All is well: ${what}`, colour: 'green' });

/** There is nothing that could be measured. */
export const nothingToMeasure = (what: string): Empty => ({ text: `Nothing to measure: ${what}`, colour: 'text' });

/**
 * No event that a rate could count. A rate needs two scrapes and its recorded series an evaluation more, so in the first
 * minute a server has none either, however many events there are.
 */
export const noEvents = (what: string): Empty => nothingToMeasure(`${what}, not scraped, or for less than a minute`);

/** The same in a tile, shorter. */
export const noEventsInTile = (what: string): Empty => nothingToMeasure(`${what}, or scraped for < 1 min`);

/** The source is not heard: all may be well or not. */
export const unknown = (why: string): Empty => ({ text: `Not known: ${why}`, colour: 'purple' });

/** The source does not have it yet. */
export const missing = (why: string): Empty => ({ text: `Does not exist yet: ${why}`, colour: 'blue' });

export const NOT_SCRAPED = unknown('the backend is not scraped');
