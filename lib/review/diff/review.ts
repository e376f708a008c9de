/** The differences of a stack as entries, each with a cause that a reader can act on. */
import { AREAS, beforeAndAfter, type Area, type Change } from './change';
import { entriesOf, type Entry } from './follow';
import { impactOf } from './impact';
import { readRendered, type Files } from './rendered';
import type { SettingStep, Steps } from './steps';

export interface StackEntry extends Entry {
  readonly stack: string;
  /** The setting that causes it; undefined if the catalogue does. */
  readonly setting?: string;
}

export interface StackReview {
  readonly stack: string;
  readonly entries: readonly StackEntry[];
  /** What the stack file overrides for each alert, so that a change of the catalogue has no effect there. */
  readonly overridden: ReadonlyMap<string, readonly string[]>;
}

/** The groups of settings whose keys name an item, and the areas of that item's changes. */
const AREAS_OF: Readonly<Record<string, readonly Area[]>> = {
  thresholds: ['alert', 'message'],
  maintenance: ['maintenance'],
  slos: ['slo'],
};

/** The item that the setting belongs to, if its key contains it. */
function aboutOf(key: string, changes: readonly Change[]): Change | undefined {
  const [group = '', name] = key.split('.');
  const areas = AREAS_OF[group];
  if (areas !== undefined) return changes.find((change) => areas.includes(change.area) && change.name === name);
  const routing = changes.filter(({ area }) => area === 'routing');
  const [first, ...furtherChanges] = group === 'alerting' ? routing : [];
  const texts = furtherChanges.flatMap(({ subject, parts }) =>
    parts.map((part) => ({ ...part, text: `${subject} ${part.text}` })),
  );
  return first && { ...first, parts: [...first.parts, ...texts] };
}

const settingChange = (key: string, text: string, pages = false): Change => ({
  area: 'setting',
  kind: 'changed',
  subject: `setting \`${key}\``,
  name: key,
  parts: [{ field: 'value', text }],
  pages,
});

/** One setting with all its effects, as a single entry. */
function settingEntry({ key, before, after, byDefault, files }: SettingStep, target: string): Entry[] {
  const changes = entriesOf(...files).flatMap(({ cause, effects }) => [cause, ...effects]);
  const about = aboutOf(key, changes);
  if (about !== undefined) {
    const isPartOf = (change: Change) => (about.area === 'routing' ? change.area === about.area : change === about);
    return [{ cause: about, effects: changes.filter((change) => !isPartOf(change)) }];
  }
  if (before === after && changes.length === 0) return [];
  const text = `${beforeAndAfter(after, before)}${byDefault ? " (the program's default)" : ''}`;
  const impact = impactOf(key, target, before, after);
  const pages = changes.some((one) => one.pages === true && (one.area !== 'alert' || one.kind !== 'changed'));
  return [{ cause: settingChange(key, [text, ...impact].join('; '), pages), effects: changes }];
}

/** All differences of one stack, the most important first. `renewed`: secrets with another value. */
export function reviewStack(
  stack: string,
  { target, catalogue, settings }: Steps,
  renewed: readonly string[] = [],
): StackReview {
  const entries = [
    ...entriesOf(...catalogue).map((entry) => ({ ...entry, stack })),
    ...settings.flatMap((step) => settingEntry(step, target).map((entry) => ({ ...entry, stack, setting: step.key }))),
    ...renewed.map((key) => ({
      cause: settingChange(key, 'is another secret, or encrypted anew'),
      effects: [],
      stack,
      setting: key,
    })),
  ].sort((a, b) => AREAS.indexOf(a.cause.area) - AREAS.indexOf(b.cause.area));
  const { alerts } = readRendered(settings.at(-1)?.files[1] ?? catalogue[1]);
  return { stack, entries, overridden: new Map([...alerts].map(([name, alert]) => [name, alert.overridden])) };
}

/** A stack whose file is new, or was removed: then this project no longer maintains anything of it. */
export function wholeStack(stack: string, kind: 'added' | 'removed', files: Files): StackReview {
  const what = kind === 'added' ? 'is new' : 'has no file any more: what it has deployed is no longer kept up';
  const parts = [{ field: kind, text: `${what} (${readRendered(files).alerts.size} alerts)` }];
  const cause: Change = { area: 'alert', kind, subject: `stack **${stack}**`, name: stack, parts, pages: true };
  return { stack, entries: [{ stack, cause, effects: [] }], overridden: new Map() };
}
