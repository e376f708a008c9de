/** Differences of the runbooks' sections, which people on call read. */
import { compareByName, type Change } from './change';
import type { Files } from './rendered';
import { quote } from './words';

/** The generated table; it follows from the alerts. */
const GENERATED = /<!-- alerts:begin -->[\s\S]*?<!-- alerts:end -->/;
const BEGINNING = 'beginning';

/** The text under each heading of the second level, by file and heading. */
function sections(files: Files): Map<string, string> {
  return new Map(
    Object.entries(files).flatMap(([file, text]) => {
      const [head = '', ...bodies] = text.replace(GENERATED, '').split(/^## /m);
      const byHeading = bodies.map((section): [string, string] => {
        const end = section.indexOf('\n');
        return [`${file}#${section.slice(0, end < 0 ? undefined : end).trim()}`, section.slice(end + 1).trim()];
      });
      return [[`${file}#${BEGINNING}`, head.trim()] as [string, string], ...byHeading];
    }),
  );
}

const lines = (text: string) => text.split('\n').filter((line) => line.trim() !== '');

/** The number of lines added and removed, and the first of each. */
function textDifference(before: string, after: string): string {
  const [old, now] = [lines(before), lines(after)];
  const additions = now.filter((line) => !old.includes(line));
  const removals = old.filter((line) => !now.includes(line));
  const describe = (what: string, some: readonly string[]) =>
    some[0] === undefined ? [] : [`${some.length} ${some.length === 1 ? 'line' : 'lines'} ${what}, ${quote(some[0])}`];
  const sentences = [...describe('new', additions), ...describe('gone', removals)];
  return sentences.length === 0 ? 'its lines stand in another order or are wrapped elsewhere' : sentences.join('; ');
}

export const compareRunbooks = (before: Files, after: Files): Change[] =>
  compareByName(sections(before), sections(after), {
    about: (_text, key) => {
      const [file = '', heading = ''] = key.split(/#(.*)/);
      const subject =
        heading === BEGINNING
          ? `the beginning of runbook \`${file}\``
          : `runbook section ${quote(heading)} (\`${file}\`)`;
      return { area: 'runbook', subject, name: heading };
    },
    parts: (old, now) => (old === now ? [] : [{ field: 'changed', text: textDifference(old, now) }]),
  });
