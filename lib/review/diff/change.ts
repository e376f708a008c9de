/** What a comparison finds: changes of one stack, each about one thing, in sentences that "was" completes. */
import { changedLeaves } from './leaves';

/** The part of a stack that a change affects, the most important first. */
export const AREAS = [
  'alert',
  'slo',
  'maintenance',
  'routing',
  'setting',
  'recording',
  'verbatim',
  'server',
  'dashboard',
  'panel',
  'message',
  'runbook',
] as const;
export type Area = (typeof AREAS)[number];

/** Two texts to be printed next to each other. */
export interface SideBySide {
  readonly before: string;
  readonly after: string;
}

export interface Part {
  /** The field, by which other code refers to it. */
  readonly field: string;
  /** The difference in words, such as "above 0.8 s, was 1 s". */
  readonly text: string;
  readonly code?: SideBySide;
}

export interface Change {
  readonly area: Area;
  readonly kind: 'added' | 'removed' | 'renamed' | 'changed';
  /** The subject of a sentence that the parts continue. */
  readonly subject: string;
  /** The name of the changed item within its area. */
  readonly name: string;
  readonly parts: readonly Part[];
  /** The parts that would differ even if the stack had no alerts; if left out, all of them. */
  readonly partsWithoutAlerts?: readonly Part[];
  /** The panels that show the changed item, as `dashboard/id`. */
  readonly panels?: readonly string[];
  /** The alerts that belong to the item, such as those of an SLO. */
  readonly alerts?: readonly string[];
  /** What a recorded series is for: an alert, an SLO. */
  readonly about?: readonly string[];
  /** Whether people are paged differently. */
  readonly pages?: boolean;
}

type Text = string | number | boolean | null | undefined;

/** "new, was old"; a missing value is "not set". */
export const beforeAndAfter = (after: Text, before: Text): string =>
  before === undefined ? `${after ?? ''}, was not set` : `${after === undefined ? 'not set' : after}, was ${before}`;

/** A part if the two texts differ, else none. */
export const part = (field: string, before: Text, after: Text, what = ''): Part[] =>
  before === after ? [] : [{ field, text: `${what === '' ? '' : `${what} `}${beforeAndAfter(after, before)}` }];

/** A part for each leaf that differs; `words` is the name of the leaf, or the whole text of the part. */
export const leafParts = (
  before: unknown,
  after: unknown,
  field: string | ((path: string) => string),
  words: (path: string) => string = (path) => `\`${path}\``,
): Part[] =>
  changedLeaves(before, after).flatMap(({ path, before: old, after: now }) =>
    part(typeof field === 'string' ? field : field(path), old, now, words(path)),
  );

/** The items that exist on only one side, and those on both, by name. */
export function pairByName<T>(before: ReadonlyMap<string, T>, after: ReadonlyMap<string, T>) {
  return {
    removals: [...before].filter(([name]) => !after.has(name)),
    additions: [...after].filter(([name]) => !before.has(name)),
    pairs: [...before].flatMap(([name, old]): [string, T, T][] => {
      const now = after.get(name);
      return now === undefined ? [] : [[name, old, now]];
    }),
  };
}

interface Comparison<T> {
  /** What a change of the item affects; its name is its key, unless this says another one. */
  readonly about: (item: T, key: string) => Omit<Change, 'kind' | 'parts' | 'name'> & { readonly name?: string };
  /** What to say of a removed item, and of a new one, if more than that. */
  readonly removal?: (item: T) => Omit<Part, 'field'>;
  readonly addition?: (item: T) => Omit<Part, 'field'>;
  readonly parts: (before: T, after: T) => readonly Part[];
}

/** The changes of the items that exist on both sides. */
export const comparePairs = <T>(
  before: ReadonlyMap<string, T>,
  after: ReadonlyMap<string, T>,
  { about, parts }: Pick<Comparison<T>, 'about' | 'parts'>,
): Change[] =>
  pairByName(before, after).pairs.flatMap(([name, old, now]): Change[] => {
    const differences = parts(old, now);
    return differences.length === 0 ? [] : [{ name, ...about(now, name), kind: 'changed', parts: differences }];
  });

/** All differences between the items of two sides. */
export function compareByName<T>(
  before: ReadonlyMap<string, T>,
  after: ReadonlyMap<string, T>,
  comparison: Comparison<T>,
): Change[] {
  const { about, removal = () => ({ text: 'is removed' }), addition = () => ({ text: 'is new' }) } = comparison;
  const { removals, additions } = pairByName(before, after);
  const describeItem = (kind: 'added' | 'removed', [name, item]: [string, T]): Change => {
    const part = { field: kind, ...(kind === 'added' ? addition : removal)(item) };
    return { name, ...about(item, name), kind, parts: [part] };
  };
  return [
    ...removals.map((entry) => describeItem('removed', entry)),
    ...additions.map((entry) => describeItem('added', entry)),
    ...comparePairs(before, after, comparison),
  ];
}
