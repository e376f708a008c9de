/** `docs/settings.md`: every key of a stack file with what it takes and its default, read from the schema. */
import { z } from 'zod';
import { fieldsOf, needs } from '../../config/problems';
import { overrideKeys, schema } from '../../config/schema';
import { table } from '../alerts';

const HEAD = ['key', 'takes', 'default'];
/** Refused by every kind of value, so that the schema says what it wants. */
const NEITHER = [Symbol('neither')];

/** Which of an override's keys an alert takes is told by `npm run alerts`. */
const ALERTS = 'thresholds';

/** A value as it stands in a cell. */
const cell = (text: string): string => text.replaceAll('|', '\\|').replace(/\s+/g, ' ');

function takes(field: z.ZodType): string {
  const wants = (wrong: unknown) => field.safeParse(wrong, { error: needs }).error?.issues[0]?.message;
  const [kind = 'anything', text = kind, longest] = [wants(NEITHER), wants(''), wants('9999d')];
  if (kind.startsWith('a duration') && longest !== undefined) return `${kind}, ${longest}`;
  return kind === 'a text' ? text : kind;
}

function standard(path: string, field: z.ZodType): string {
  const { success, data } = field.safeParse(undefined, { error: needs });
  // A stack file may say nothing at all, so nothing is required outside a group.
  if (!success) return path.includes('.') ? 'required' : '';
  if (data === undefined) return '';
  const text = typeof data === 'string' ? data : JSON.stringify(data);
  return text === '{}' || text === '[]' ? 'none' : `\`${text}\``;
}

function rowsOf(path: string, field: z.ZodType): string[][] {
  const inner = path === ALERTS ? [] : [...fieldsOf(field)];
  if (path === ALERTS)
    return overrideKeys.map((key) => [`\`${ALERTS}.<Alert>.${key}\``, 'see `npm run alerts`', "the catalogue's"]);
  return inner.length > 0
    ? inner.flatMap(([key, one]) => rowsOf(`${path}.${key}`, one))
    : [[`\`${path}\``, cell(takes(field)), cell(standard(path, field))]];
}

/** One section for each key of the first level. */
export function settingsPage(): string {
  const sections = Object.entries<z.ZodType>(schema.shape).map(
    ([key, field]) => `## ${key}\n\n${field.description ?? ''}.\n\n${table(HEAD, rowsOf(key, field))}`,
  );
  return `# Settings of a stack

Written by \`npm run docs\` from the schema in \`config/\`. A key stands in \`Pulumi.<stack>.yaml\` under
\`trading-observability:\`; \`pulumi config set --path 'grafana.port' 3001\` writes one. "required" holds where the group is
used at all. What contradicts itself is refused with a sentence that names the key.

${sections.join('\n\n')}
`;
}
