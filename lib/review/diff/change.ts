/** What a comparison finds: changes of one stack, each about one thing, in sentences that "was" completes. */

/** The part of a stack that a change is about, the most important first. */
export const AREAS = [
  'alert',
  'slo',
  'routing',
  'setting',
  'recording',
  'server',
  'dashboard',
  'panel',
  'message',
  'runbook',
] as const;
export type Area = (typeof AREAS)[number];

/** Two texts to be read side by side. */
export interface SideBySide {
  readonly before: string;
  readonly after: string;
}

/** One fact that differs. */
export interface Part {
  /** The field, as other code refers to it. */
  readonly field: string;
  /** What is different, such as "above 0.8 s, was 1 s". */
  readonly text: string;
  readonly code?: SideBySide;
}

export interface Change {
  readonly area: Area;
  readonly kind: 'added' | 'removed' | 'renamed' | 'changed';
  /** What differs, as the beginning of a sentence that the parts continue. */
  readonly subject: string;
  /** The name of what differs, within its area. */
  readonly name: string;
  readonly parts: readonly Part[];
  /** The panels that show what it is about, as `dashboard/id`. */
  readonly panels?: readonly string[];
  /** The alerts that belong to it: an SLO's. */
  readonly alerts?: readonly string[];
  /** What a recorded series is about: an alert, an SLO. */
  readonly about?: readonly string[];
  /** Whether somebody is paged differently. */
  readonly pages?: boolean;
}

/** "A", "A and B", "A, B and C". */
export function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
}

/** "new, was old", with nothing said as such. */
export const was = (after: string | undefined, before: string | undefined): string =>
  before === undefined
    ? `${after ?? ''}, was not set`
    : after === undefined
      ? `not set, was ${before}`
      : `${after}, was ${before}`;

/** A part where two texts differ, none where they do not. */
export const part = (field: string, before: string | undefined, after: string | undefined, what = ''): Part[] =>
  before === after ? [] : [{ field, text: `${what === '' ? '' : `${what} `}${was(after, before)}` }];
