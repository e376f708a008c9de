/** Why a panel has nothing to show. The three reasons call for different things, so each has its own words and colour. */

export interface Empty {
  readonly text: string;
  /** Of a tile; a graph shows the words alone. */
  readonly colour: string;
}

/** Nothing has to be there while all is well. */
export const allWell = (what: string): Empty => ({ text: `All is well: ${what}`, colour: 'green' });

/** Nothing happened that could be measured. */
export const quiet = (what: string): Empty => ({ text: `Nothing to measure: ${what}`, colour: 'text' });

/** The source is not heard: all may be well or not. */
export const unknown = (why: string): Empty => ({ text: `Not known: ${why}`, colour: 'purple' });

/** The source does not have it yet. */
export const missing = (why: string): Empty => ({ text: `Does not exist yet: ${why}`, colour: 'blue' });

export const NOT_SCRAPED = unknown('the backend is not scraped');
