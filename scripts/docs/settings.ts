/** `docs/settings.md`: every key of a stack file with what it means, what it takes and its default, read from the schema. */
import { z } from 'zod';
import { RECEIVER_KINDS } from '../../lib/receivers';
import { keys, type Key } from '../../lib/settings/keys';
import { fieldsOf, given, needs } from '../../lib/settings/problems';
import { schema } from '../../lib/settings/schema';
import { Secret } from '../../lib/settings/secret';
import { SEVERITIES } from '../../rules/labels';
import { cell, table } from '../alerts';

const HEAD = ['key', 'means', 'takes', 'default'];
/** Refused by every kind of value, so that the schema says what it wants. */
const NEITHER = [Symbol('neither')];
/** A text that is not empty, and nothing else. */
const ANY_TEXT = '?';

/** The schema of what stands in the file, where the value is transformed afterwards. */
function readSchema(field: z.ZodType): unknown {
  const inner = given(field);
  return inner instanceof z.ZodPipe && inner.in instanceof z.ZodArray ? inner.in : inner;
}

function takes(field: z.ZodType): string {
  const inner = readSchema(field);
  if (inner instanceof z.ZodArray) return `a list, each ${takes(inner.element as z.ZodType)}`;
  const wants = (wrong: unknown) => field.safeParse(wrong, { error: needs }).error?.issues[0]?.message;
  const [kind = 'anything', empty = kind, longest] = [wants(NEITHER), wants(''), wants('9999d')];
  if (kind.startsWith('a duration') && longest !== undefined) return `${kind}, ${longest}`;
  if (kind !== 'a text') return kind;
  return field.safeParse(ANY_TEXT).data instanceof Secret ? 'a secret' : (wants(ANY_TEXT) ?? empty);
}

function standard(path: string, field: z.ZodType): string {
  if (path.startsWith('thresholds.')) return "the catalogue's";
  const { success, data } = field.safeParse(undefined, { error: needs });
  // A stack file may say nothing at all, so nothing is required outside a group.
  if (!success) return path.includes('.') ? 'required' : '';
  if (data === undefined) return '';
  const text = typeof data === 'string' ? data : JSON.stringify(data);
  return text === '{}' || text === '[]' ? 'none' : `\`${text}\``;
}

const row = ({ path, field }: Key): string[] => [
  `\`${path}\``,
  ...[field.description ?? '', takes(field), standard(path, field)].map(cell),
];

/** The keys of a route are the same for each severity. */
const ROUTE = new RegExp(`^alerting\\.routes\\.(${SEVERITIES.join('|')})\\.`);
function mergeSeverities(all: readonly Key[]): Key[] {
  const merged = all.map(({ path, field }) => ({ path: path.replace(ROUTE, 'alerting.routes.<severity>.'), field }));
  return merged.filter(({ path }, index) => merged.findIndex((other) => other.path === path) === index);
}

/** What each kind of receiver gets, and from which engine. */
function receiverTable(): string {
  const rows = RECEIVER_KINDS.map(({ key, description, alertmanager, grafana }) => [
    `\`${key}\``,
    cell(description),
    alertmanager === undefined ? 'no' : 'yes',
    grafana === undefined ? 'no' : 'yes',
  ]);
  return `\n\n### Receivers\n\n\`<severity>\` is one of ${SEVERITIES.join(', ')}; a route has any of these:\n\n${table(
    ['receiver', 'gets', 'Alertmanager', 'Grafana'],
    rows,
  )}`;
}

/** One section for each key of the first level. What is no group says in its row what it is. */
export function settingsPage(): string {
  const sections = Object.entries<z.ZodType>(schema.shape).map(([key, field]) => {
    const what = fieldsOf(field).size > 0 ? `${field.description ?? ''}.\n\n` : '';
    return `## ${key}\n\n${what}${table(HEAD, mergeSeverities(keys.get(key) ?? []).map(row))}${key === 'alerting' ? receiverTable() : ''}`;
  });
  return `# Settings of a stack

Written by \`npm run docs\` from the schema in \`lib/settings/\`. A key stands in \`Pulumi.<stack>.yaml\` under
\`trading-observability:\`; \`pulumi config set --path 'grafana.port' 3001\` writes one, and with \`--secret\` a secret.
\`<name>\` is a name of your own, \`[0]\` the first of a list. "required" holds where the group is used at all. What
contradicts itself is refused with a sentence that names the key.

${sections.join('\n\n')}
`;
}
