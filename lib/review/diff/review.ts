/** A stack's differences as entries, each with the cause that a reader can act on. */
import { compare } from './compare';
import { AREAS, was, type Change } from './change';
import { entriesOf, type Entry } from './follow';
import { impactOf } from './impact';
import { readRendered, type Files } from './rendered';
import type { SettingStep, Steps } from './steps';

/** An entry of one stack. */
export interface StackEntry extends Entry {
  readonly stack: string;
  /** The setting that makes it; undefined for the catalogue. */
  readonly setting?: string;
}

/** What differs about one stack. */
export interface StackReview {
  readonly stack: string;
  readonly entries: readonly StackEntry[];
  /** What the stack's file sets of each alert, and the catalogue's number does not reach. */
  readonly overridden: ReadonlyMap<string, readonly string[]>;
}

/** What the setting is about, where its key says so. */
function aboutOf(key: string, changes: readonly Change[]): Change | undefined {
  const [group, name] = key.split('.');
  if (group === 'thresholds')
    return changes.find((change) => (change.area === 'alert' || change.area === 'message') && change.name === name);
  if (group === 'slos') return changes.find((change) => change.area === 'slo' && change.name === name);
  const routing = changes.filter(({ area }) => area === 'routing');
  const [first, ...others] = group === 'alerting' ? routing : [];
  const texts = others.flatMap(({ subject, parts }) =>
    parts.map((part) => ({ ...part, text: `${subject} ${part.text}` })),
  );
  return first && { ...first, parts: [...first.parts, ...texts] };
}

/** One setting and all that differs because of it: a single entry, however much that is. */
function settingEntry(step: SettingStep, target: string): Entry | undefined {
  const { key, before, after, byDefault, files } = step;
  const [old, now] = files;
  const entries = entriesOf(compare(old, now), readRendered(old), readRendered(now));
  const changes = entries.flatMap(({ cause, effects }) => [cause, ...effects]);
  const about = aboutOf(key, changes);
  const impact = impactOf(key, target, before, after);
  if (about !== undefined)
    return {
      cause: about,
      effects: changes.filter(
        (change) => change.area !== about.area || (change.area !== 'routing' && change !== about),
      ),
    };
  if (before === after && changes.length === 0) return undefined;
  const text = `${was(after, before)}${byDefault ? " (the program's default)" : ''}`;
  return {
    cause: {
      area: 'setting',
      kind: 'changed',
      subject: `setting \`${key}\``,
      name: key,
      parts: [{ field: 'value', text: [text, ...impact].join('; ') }],
      pages: changes.some(({ pages, kind, area }) => pages === true && (area !== 'alert' || kind !== 'changed')),
    },
    effects: changes,
  };
}

/** All that differs about one stack, the most important first. `renewed`: secrets that are others. */
export function reviewStack(
  stack: string,
  { target, catalogue, settings }: Steps,
  renewed: readonly string[] = [],
): StackReview {
  const [before, after] = catalogue;
  const secrets = renewed.map((key): Entry => ({
    cause: {
      area: 'setting',
      kind: 'changed',
      subject: `setting \`${key}\``,
      name: key,
      parts: [{ field: 'value', text: 'is another secret, or encrypted anew' }],
    },
    effects: [],
  }));
  const entries = [
    ...entriesOf(compare(before, after), readRendered(before), readRendered(after)).map((entry) => ({
      ...entry,
      stack,
    })),
    ...settings.flatMap((step) => {
      const entry = settingEntry(step, target);
      return entry === undefined ? [] : [{ ...entry, stack, setting: step.key }];
    }),
    ...secrets.map((entry) => ({ ...entry, stack, setting: entry.cause.name })),
  ].sort((a, b) => AREAS.indexOf(a.cause.area) - AREAS.indexOf(b.cause.area));
  const { alerts } = readRendered(settings.at(-1)?.files[1] ?? after);
  return { stack, entries, overridden: new Map([...alerts].map(([name, alert]) => [name, alert.overridden])) };
}

const named = (stack: string, kind: 'added' | 'removed', text: string, alerts: number): StackReview => ({
  stack,
  entries: [
    {
      stack,
      cause: {
        area: 'alert',
        kind,
        subject: `stack **${stack}**`,
        name: stack,
        parts: [{ field: kind, text: `${text} (${alerts} alerts)` }],
        pages: true,
      },
      effects: [],
    },
  ],
  overridden: new Map(),
});
/** A stack that has a file now and had none. */
export const newStack = (stack: string, files: Files) =>
  named(stack, 'added', 'is new', readRendered(files).alerts.size);
/** A stack that had a file: nothing of it is maintained from here any more. */
export const goneStack = (stack: string, files: Files) =>
  named(
    stack,
    'removed',
    'has no file any more: what it has deployed is no longer kept up',
    readRendered(files).alerts.size,
  );
