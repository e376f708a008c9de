/** Why a panel is empty. The three reasons need different reactions, so each has its own text and colour. */

export interface Empty {
  readonly text: string;
  /** The colour in a tile; a graph shows only the text. */
  readonly colour: string;
}

/** The panel is empty while all is well. */
export const allWell = (what: string): Empty => ({ text: `All is well: ${what}`, colour: 'green' });

/** Nothing exists that could be measured. */
export const nothingToMeasure = (what: string): Empty => ({ text: `Nothing to measure: ${what}`, colour: 'text' });

/** No event yet that a rate could count. */
export const noEvents = (what: string): Empty => nothingToMeasure(`${what}, not scraped`);

/**
 * The same in a tile. A rate needs two scrapes, and its recorded series another evaluation. So in the first minute of a
 * server there is no rate, even if there are events.
 */
export const noEventsInTile = (what: string): Empty => nothingToMeasure(`${what}, or scraped for < 1 min`);

/** The source does not answer, so the state is not known. */
export const unknown = (why: string): Empty => ({ text: `Not known: ${why}`, colour: 'purple' });

/** The source does not expose it yet. */
export const notExposedYet = (why: string): Empty => ({ text: `Does not exist yet: ${why}`, colour: 'blue' });

/**
 * The reason on a graph. Over a long range its points are minutes apart, so that a server which has just started has none
 * yet.
 */
export const onGraph = (empty: Empty): Empty =>
  ['text', 'purple'].includes(empty.colour) ? { ...empty, text: `${empty.text}, or too new for this range` } : empty;

export const NOT_SCRAPED = unknown('the backend is not scraped');
