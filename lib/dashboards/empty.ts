/** Why a panel is empty. The three reasons need different reactions, so each has its own text and colour. */

export interface Empty {
  readonly text: string;
  /** The colour in a tile; a graph shows only the text. */
  readonly colour: string;
  /** The text on a graph, if it is another. */
  readonly graphText?: string;
}

/** Over a long range the points of a graph are minutes apart: a server that has just started has none yet. */
const OR_TOO_NEW = ', or too new for this range';

/** The panel is empty while all is well. */
export const allWell = (what: string): Empty => ({ text: `All is well: ${what}`, colour: 'green' });

/** Nothing exists that could be measured. */
export const nothingToMeasure = (what: string): Empty => ({
  text: `Nothing to measure: ${what}`,
  graphText: `Nothing to measure: ${what}${OR_TOO_NEW}`,
  colour: 'text',
});

/**
 * No event yet that a rate could count. A rate needs two scrapes, and its recorded series another evaluation. So in the
 * first minute of a server there is no rate, even if there are events.
 */
export const noEvents = (what: string): Empty => ({
  ...nothingToMeasure(`${what}, not scraped`),
  text: `Nothing to measure: ${what}, not scraped, or for less than a minute`,
});

/** The same in a tile, shorter. */
export const noEventsInTile = (what: string): Empty => nothingToMeasure(`${what}, or scraped for < 1 min`);

/** The source does not answer, so the state is not known. */
export const unknown = (why: string): Empty => ({
  text: `Not known: ${why}`,
  graphText: `Not known: ${why}${OR_TOO_NEW}`,
  colour: 'purple',
});

/** The source does not expose it yet. */
export const notExposedYet = (why: string): Empty => ({ text: `Does not exist yet: ${why}`, colour: 'blue' });

/** The reason as a graph says it. */
export const onGraph = (empty: Empty): Empty => ({ ...empty, text: empty.graphText ?? empty.text });

export const NOT_SCRAPED = unknown('the backend is not scraped');
