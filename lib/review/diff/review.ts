/** The differences of a stack as entries, each with a cause that a reader can act on. */
import { AREAS, beforeAndAfter, type Change } from './change';
import { entriesOf, type Entry } from './follow';
import { impactOf } from './impact';
import { readRendered, type Files } from './rendered';
import type { SettingStep, Steps } from './steps';

/** An entry of one stack. */
export interface StackEntry extends Entry {
  readonly stack: string;
  /** The setting that causes it; undefined if the catalogue does. */
  readonly setting?: string;
}

/** The differences of one stack. */
export interface StackReview {
  readonly stack: string;
  readonly entries: readonly StackEntry[];
  /** What the stack file overrides for each alert, so that a change of the catalogue has no effect there. */
  readonly overridden: ReadonlyMap<string, readonly string[]>;
}

/** The item that the setting belongs to, if its key contains it. */
function aboutOf(key: string, changes: readonly Change[]): Change | undefined {
  const [group, name] = key.split('.');
  if (group === 'thresholds')
    return changes.find((change) => (change.area === 'alert' || change.area === 'message') && change.name === name);
  if (group === 'maintenance') return changes.find((change) => change.area === 'maintenance' && change.name === name);
  if (group === 'slos') return changes.find((change) => change.area === 'slo' && change.name === name);
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

function wholeStack(stack: string, kind: 'added' | 'removed', text: string, files: Files): StackReview {
  const parts = [{ field: kind, text: `${text} (${readRendered(files).alerts.size} alerts)` }];
  const cause: Change = { area: 'alert', kind, subject: `stack **${stack}**`, name: stack, parts, pages: true };
  return { stack, entries: [{ stack, cause, effects: [] }], overridden: new Map() };
}
/** A stack whose file is new. */
export const newStack = (stack: string, files: Files) => wholeStack(stack, 'added', 'is new', files);
/** A stack whose file was removed: this project no longer maintains anything of it. */
export const goneStack = (stack: string, files: Files) =>
  wholeStack(stack, 'removed', 'has no file any more: what it has deployed is no longer kept up', files);
