/** Prints a review as Markdown: one line for each cause, however many stacks and alerts it affects. */
import { joinWords } from '../../units';
import { type Area, type Change, type SideBySide } from './change';
import type { StackEntry, StackReview } from './review';

/** One cause in all the stacks that have it. */
interface Line {
  /** The cause in the first of the stacks. */
  readonly cause: Change;
  readonly subjects: readonly string[];
  readonly names: readonly string[];
  readonly stacks: readonly string[];
  /** The text, once for all stacks or once for each. */
  readonly says: readonly { readonly stacks: readonly string[]; readonly text: string }[];
  readonly settings: readonly string[];
  readonly effects: readonly Change[];
  readonly code: readonly SideBySide[];
}

const textOf = ({ cause }: StackEntry) => cause.parts.map(({ text }) => text).join('; ');

/** Items by `key`, in the order of the first of each. */
const groupBy = <T>(items: readonly T[], key: (item: T) => unknown): [T, ...T[]][] =>
  [...Map.groupBy(items, (item) => JSON.stringify(key(item))).values()] as [T, ...T[]][];

/** The same cause in several stacks. */
const acrossStacks = (entries: readonly StackEntry[]): Line[] =>
  groupBy(entries, ({ cause: { kind, subject, parts } }) => [kind, subject, parts.map(({ field }) => field)]).map(
    (group): Line => {
      const [{ cause }] = group;
      const settings = cause.area === 'setting' ? [] : group.flatMap(({ setting }) => setting ?? []);
      return {
        cause,
        subjects: [cause.subject],
        names: [cause.name],
        stacks: group.map(({ stack }) => stack),
        says: groupBy(group, textOf).map((one) => ({ stacks: one.map(({ stack }) => stack), text: textOf(one[0]) })),
        settings: [...new Set(settings)],
        effects: group.map(({ effects }) => effects).reduce((a, b) => (b.length > a.length ? b : a)),
        code: cause.parts.flatMap(({ code }) => code ?? []),
      };
    },
  );

/** Merges alerts or panels with the same text. */
const acrossSubjects = (lines: readonly Line[]): Line[] =>
  groupBy(lines, ({ cause: { area, kind }, subjects, says, settings, stacks }) => [
    [area, says, stacks],
    kind === 'changed' && settings.length === 0 ? 'any' : [kind, subjects],
  ]).map((group) => ({
    ...group[0],
    subjects: group.flatMap(({ subjects }) => subjects),
    names: group.flatMap(({ names }) => names),
    effects: groupBy(
      group.flatMap(({ effects }) => effects),
      ({ subject }) => subject,
    ).map(([effect]) => effect),
  }));

const KINDS: Readonly<Record<Change['kind'], string>> = {
  added: 'adds',
  removed: 'removes',
  renamed: 'renames',
  changed: 'changes',
};
const NOUNS: Readonly<Record<Area, string>> = {
  alert: 'alert',
  slo: 'SLO',
  maintenance: 'planned maintenance',
  routing: 'route',
  setting: 'setting',
  recording: 'recorded series',
  verbatim: 'rule written by hand',
  server: 'server setting',
  dashboard: 'dashboard',
  panel: 'panel',
  message: 'alert',
  runbook: 'runbook section',
};
const FEW = 8;

const countOf = (count: number, noun: string) => `${count} ${noun}${count === 1 || noun.endsWith('s') ? '' : 's'}`;

/** The effects of a cause, by kind: "adds alerts A and B; changes 3 panels". */
function effectsText(effects: readonly Change[]): string {
  const phrases = groupBy(effects, ({ area, kind }) => [kind, NOUNS[area]]).map((group) => {
    const [{ area, kind }] = group;
    const isNamed =
      (kind !== 'changed' || group.length <= 2) && area !== 'recording' && area !== 'server' && group.length <= FEW;
    const some = countOf(group.length, NOUNS[area]);
    return `${KINDS[kind]} ${isNamed ? joinWords(group.map(({ subject }) => subject)) : some}`;
  });
  return phrases.length === 0 ? '' : `. It ${phrases.join('; ')}`;
}

/** A cell of a table; a line break would end it. */
const cell = (expr: string): string => (expr === '' ? '' : `\`${expr.replace(/\s+/g, ' ').replaceAll('|', '\\|')}\``);

const sideBySide = ({ before, after }: SideBySide): string =>
  ['', '  | was | is |', '  |---|---|', `  | ${cell(before)} | ${cell(after)} |`, ''].join('\n');

/** The stacks that a changed number does not reach, because they override it. */
function unreachedStacksText({ cause, names, stacks, settings }: Line, reviews: readonly StackReview[]): string {
  const keys: Readonly<Record<string, readonly string[]>> = {
    threshold: ['above', 'below'],
    for: ['for'],
    severity: ['severity'],
    'least volume': ['minimumRate'],
  };
  const overriding = reviews.filter(
    ({ stack, overridden }) =>
      !stacks.includes(stack) &&
      names.some((name) =>
        cause.parts.some(({ field }) => keys[field]?.some((key) => overridden.get(name)?.includes(key))),
      ),
  );
  if (cause.kind !== 'changed' || settings.length > 0 || overriding.length === 0) return '';
  return `; ${joinWords(overriding.map(({ stack }) => stack))} ${overriding.length === 1 ? 'has a number' : 'have numbers'} of its own`;
}

function lineText(line: Line, reviews: readonly StackReview[]): string {
  const { subjects, says, settings, effects, code } = line;
  // Runbooks belong to no single stack.
  const stacks = line.stacks.filter((stack) => stack !== '');
  const all = reviews.length > 1 && stacks.length === reviews.length && says.length === 1;
  const where = (names: readonly string[]) => (names.length === 0 ? '' : `${names.join(', ')}: `);
  const subject =
    subjects.length > FEW
      ? `${subjects.slice(0, FEW).join(', ')} and ${subjects.length - FEW} more`
      : joinWords(subjects);
  const text =
    says.length === 1 ? (says[0]?.text ?? '') : says.map((one) => `${where(one.stacks)}${one.text}`).join(' / ');
  const by = settings.length === 0 ? '' : ` (by ${settings.map((key) => `\`${key}\``).join(', ')})`;
  const tail = `${by}${unreachedStacksText(line, reviews)}${effectsText(effects)}`;
  return `- ${all ? 'all stacks: ' : says.length === 1 ? where(stacks) : ''}${subject} ${text}${tail}.${code.map(sideBySide).join('')}`;
}

const SECTIONS: readonly { readonly title: string; readonly of: (cause: Change) => boolean }[] = [
  { title: 'Who is paged, and when', of: ({ area, pages }) => pages === true && area !== 'message' },
  { title: 'Settings, and what restarts or loses data', of: ({ area }) => area === 'setting' || area === 'server' },
  { title: 'What viewers see', of: ({ area }) => area === 'dashboard' || area === 'panel' },
  { title: 'What is recorded', of: ({ area }) => area === 'recording' },
  { title: 'What the on-call reads', of: ({ area }) => area === 'message' || area === 'runbook' },
];
const ORDER: readonly Change['kind'][] = ['removed', 'renamed', 'added', 'changed'];

/** Changes of the runbooks, without sections that were added or removed together with their alert. */
function runbookEntries(runbooks: readonly Change[], entries: readonly StackEntry[]): StackEntry[] {
  const alerts = entries
    .flatMap(({ cause, effects }) => [cause, ...effects])
    .filter(({ area, kind }) => area === 'alert' && kind !== 'changed');
  const renamed = alerts.some(({ kind }) => kind === 'renamed');
  const follows = ({ kind, name }: Change) =>
    kind !== 'changed' && (alerts.some((alert) => alert.name === name) || (renamed && kind === 'removed'));
  return runbooks.filter((change) => !follows(change)).map((cause) => ({ cause, effects: [], stack: '' }));
}

/** The whole review, each cause once; empty if nothing differs. `base` is the revision that it is compared with. */
export function markdown(base: string, reviews: readonly StackReview[], runbooks: readonly Change[] = []): string {
  const entries = reviews.flatMap((review) => review.entries);
  const lines = acrossSubjects(acrossStacks([...entries, ...runbookEntries(runbooks, entries)])).sort(
    (a, b) => ORDER.indexOf(a.cause.kind) - ORDER.indexOf(b.cause.kind),
  );
  const bySection = Map.groupBy(lines, (line) => SECTIONS.find(({ of }) => of(line.cause)));
  const sections = SECTIONS.flatMap((section) => {
    const texts = bySection.get(section)?.map((line) => lineText(line, reviews));
    return texts === undefined ? [] : [`### ${section.title}\n\n${texts.join('\n')}`];
  });
  return sections.length === 0 ? '' : `## What changes since ${base}\n\n${sections.join('\n\n')}\n`;
}
