/** `docs/settings.md`: every key of a stack file with its meaning, type and default, read from the schema. */
import { trading } from '../../platform';
import { z } from 'zod';
import { RECEIVER_KINDS } from '../../lib/receivers';
import { keysByGroup, type Key } from '../../lib/settings/keys';
import { fieldsOf, unwrapOptional, describeNeed } from '../../lib/settings/problems';
import { schemaOf } from '../../lib/settings/schema';
import { Secret } from '../../lib/settings/secret';
import { cell, table } from '../support/table';

const HEAD = ['key', 'means', 'takes (default)'];
/** A value that every type rejects, so that the schema's error names what it needs. */
const NEITHER = [Symbol('neither')];
/** A text that is not empty, and nothing else. */
const ANY_TEXT = '?';

/** Types that many keys share: their name in the tables, and the schema's error message. */
const KINDS: Readonly<Record<string, string>> = {
  image: 'an image with a fixed tag or digest, such as "prom/prometheus:v3.16.0"; never "latest"',
  duration: 'a duration such as "90s", "5m", "1h" or "15d"',
  time: 'a time such as "07:30", at most "24:00"',
  day: 'a day such as "saturday", or a range "monday:friday"',
  name: 'lower-case letters, digits and dashes',
  share: 'a share above 0 and below 1, such as 0.999 for 99.9%',
  port: 'a whole number from 1 to 65535',
  url: 'an http:// or https:// address',
  text: 'a text that is not empty',
  boolean: 'true or false',
};

/** The schema's error message for a value, shortened for a cell: the type's name, no articles. */
const shortKind = (text: string): string =>
  Object.entries(KINDS)
    .reduce((short, [name, long]) => short.replace(long, name), text)
    .replace(/^a list, each (an? )?/, 'list: ')
    .replace(/^(an? whole number from|one of|an?) /, '')
    .replace(/group of /, '');

/** The schema of the value in the file, if the value is transformed afterwards. */
function readSchema(field: z.ZodType): unknown {
  const inner = unwrapOptional(field);
  return inner instanceof z.ZodPipe && inner.in instanceof z.ZodArray ? inner.in : inner;
}

/** What a setting takes, in words. */
export function describeValues(field: z.ZodType): string {
  const inner = readSchema(field);
  if (inner instanceof z.ZodArray) return `a list, each ${describeValues(inner.element as z.ZodType)}`;
  const wants = (wrong: unknown) => field.safeParse(wrong, { error: describeNeed }).error?.issues[0]?.message;
  const [kind = 'anything', empty = kind, longest] = [wants(NEITHER), wants(''), wants('9999d')];
  if (kind.startsWith('a duration') && longest !== undefined) return `${kind}, ${longest}`;
  if (kind !== 'a text') return kind;
  return field.safeParse(ANY_TEXT).data instanceof Secret ? 'a secret' : (wants(ANY_TEXT) ?? empty);
}

function defaultText(path: string, field: z.ZodType): string {
  if (path.startsWith('thresholds.')) return "the catalogue's";
  const { success, data } = field.safeParse(undefined, { error: describeNeed });
  // A stack file may be empty, so nothing is required outside a group.
  if (!success) return path.includes('.') ? 'required' : '';
  if (data === undefined) return '';
  const text = typeof data === 'string' ? data : JSON.stringify(data);
  return text === '{}' || text === '[]' ? 'none' : `\`${text}\``;
}

interface Row {
  /** The key's path; a segment lists several names if their keys are otherwise the same. */
  readonly segments: string[][];
  readonly cells: readonly string[];
}

const valueCell = (kind: string, value: string): string => (value === '' ? kind : `${kind} (${value})`);

const toRow = ({ path, field }: Key): Row => ({
  segments: path.split('.').map((segment) => [segment]),
  cells: [field.description ?? '', valueCell(shortKind(describeValues(field)), defaultText(path, field))].map(cell),
});

/** Merges rows whose keys differ in only one segment and whose texts are the same. */
function mergeRows(rows: readonly Row[]): Row[] {
  const merged: Row[] = [];
  for (const row of rows) {
    const differing = ({ segments }: Row) =>
      segments.flatMap((names, index) => (names.join() === row.segments[index]?.join() ? [] : [index]));
    const twin = merged.find(
      (other) =>
        other.segments.length === row.segments.length &&
        other.cells.join('|') === row.cells.join('|') &&
        differing(other).length === 1,
    );
    const [index = 0] = twin === undefined ? [] : differing(twin);
    if (twin === undefined) merged.push(row);
    else twin.segments[index]?.push(...(row.segments[index] ?? []));
  }
  return merged;
}

const keyCell = ({ segments }: Row): string =>
  `\`${segments.map((names) => (names.length === 1 ? (names[0] ?? '') : `{${names.join(',')}}`)).join('.')}\``;

const section = (title: string, what: string, rows: readonly Key[]): string =>
  `## ${title}\n\n${what}${table(
    HEAD,
    mergeRows(rows.map(toRow)).map((row) => [keyCell(row), ...row.cells]),
  )}`;

/** What each kind of receiver gets, and which engine supports it. */
function receiverTable(): string {
  const rows = RECEIVER_KINDS.map(({ key, description, alertmanager, grafana }) => [
    `\`${key}\``,
    cell(description),
    alertmanager === undefined ? 'no' : 'yes',
    grafana === undefined ? 'no' : 'yes',
  ]);
  return `\n\n### Receivers\n\nA route has any of these receivers, where the engine can reach them.\n\n${table(
    ['receiver', 'gets', 'Alertmanager', 'Grafana'],
    rows,
  )}`;
}

/** A team's routes accept the same as `alerting.routes`, where they are described. */
const isFirst = ({ path }: Key): boolean => !path.startsWith('alerting.teams.<name>.routes.');

/** One section for each group, and one for the keys outside any group. */
export function settingsPage(): string {
  const entries = Object.entries<z.ZodType>(schemaOf(trading).shape);
  const keysOf = (key: string) => keysByGroup(trading).get(key) ?? [];
  const single = entries.filter(([key, field]) => fieldsOf(field).size === 0 && keysOf(key).length <= 1);
  const sections = entries
    .filter((entry) => !single.includes(entry))
    .map(
      ([key, field]) =>
        section(key, `${field.description ?? ''}.\n\n`, keysOf(key).filter(isFirst)) +
        (key === 'alerting' ? receiverTable() : ''),
    );
  const kinds = Object.entries(KINDS).map(([name, long]) => `- \`${name}\`: ${long}`);
  return `# Settings of a stack

\`npm run docs\` writes this page from the schema in \`lib/settings/\`. A key stands in \`Pulumi.<stack>.yaml\` under
\`trading-observability:\`. \`pulumi config set --path 'grafana.port' 3001\` writes one, \`--secret\` encrypts it. \`<name>\` is a
name of your own, \`[0]\` the first of a list, \`{a,b}\` one of these. "required" holds where the group is used at all.

What a key takes, in short (a span such as "32 to 1048576" is of whole numbers, "settings" is a group of them):

${kinds.join('\n')}

${[
  section(
    'The stack',
    '',
    single.flatMap(([key]) => keysOf(key)),
  ),
  ...sections,
].join('\n\n')}
`;
}
