/** YAML as Pulumi reads it, with Go's yaml.v3; the rules for unquoted text are in its resolve.go. */
import { FAILSAFE_SCHEMA, load, Type } from 'js-yaml';
import { mapLeaves } from '../json-values';

/** A value that is not a text, while the file is parsed. As a key, it becomes the text that Go makes of it. */
class Scalar {
  readonly [Symbol.toStringTag] = 'Scalar';
  constructor(private readonly value: string | number | boolean | null) {}
  unwrap(): string | number | boolean | null {
    return this.value;
  }
  toString(): string {
    return this.value === null ? '<nil>' : String(this.value);
  }
}

const scalar = (
  tag: string,
  pattern: RegExp,
  construct: (text: string) => string | number | boolean | undefined,
): Type =>
  new Type(`tag:yaml.org,2002:${tag}`, {
    kind: 'scalar',
    resolve: (text: unknown) => typeof text === 'string' && pattern.test(text) && construct(text) !== undefined,
    construct: (text: string) => new Scalar(construct(text) ?? null),
  });

const INTEGER = /^([+-]?)(0x[\da-f]+|0b[01]+|0o?[0-7]+|0|[1-9]\d*)$/i;
/** `010`, `0o10`, `0x8` and `1_000`. */
function parseInteger(text: string): number | undefined {
  const [, sign = '', digits = ''] = INTEGER.exec(text.replaceAll('_', '')) ?? [];
  if (digits === '') return undefined;
  const size = Number(/^0[0-7]/.test(digits) ? `0o${digits.slice(1)}` : digits.toLowerCase());
  return sign === '-' && size !== 0 ? -size : size;
}

const FLOAT = /^[-+]?(\.\d+|\d+(\.\d*)?)(e[-+]?\d+)?$/i;
function float(text: string): number | undefined {
  const digits = text.startsWith('.') ? text : text.replaceAll('_', '');
  return FLOAT.test(digits) ? Number(digits) : undefined;
}
const parseSpecialNumber = (text: string): number =>
  /nan/i.test(text) ? NaN : text.startsWith('-') ? -Infinity : Infinity;

const TIMESTAMP =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[Tt](\d{1,2}):(\d{1,2}):(\d{1,2})(\.\d+)?(Z|[+-]\d\d:\d\d)| (\d{1,2}):(\d{1,2}):(\d{1,2})(\.\d+)?)?$/;
/** A date or a time in the form in which Pulumi passes it on: 2026-11-26 becomes "2026-11-26 00:00:00 +0000 UTC". */
function timestamp(text: string): string | undefined {
  const [, year = '', month = '', day = '', h, m, s, part, zone = 'Z', h2, m2, s2, part2] = TIMESTAMP.exec(text) ?? [];
  const two = (number = '0') => number.padStart(2, '0');
  const date = `${year}-${two(month)}-${two(day)}`;
  const time = [h ?? h2, m ?? m2, s ?? s2].map(two).join(':');
  const moment = new Date(`${date}T${time}Z`);
  const isReal = !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(`${date}T${time}`);
  if (!isReal) return undefined;
  const fraction = (part ?? part2 ?? '').slice(0, 10).replace(/\.?0+$/, '');
  const offset = zone.replace(':', '');
  return `${date} ${time}${fraction} ${/^Z$|^[+-]0000$/.test(offset) ? '+0000 UTC' : `${offset} ${offset}`}`;
}

const SCHEMA = FAILSAFE_SCHEMA.extend({
  implicit: [
    new Type('tag:yaml.org,2002:null', {
      kind: 'scalar',
      resolve: (text: unknown) => text === null || (typeof text === 'string' && /^(~|null|Null|NULL)?$/.test(text)),
      construct: () => new Scalar(null),
    }),
    scalar('bool', /^(true|True|TRUE|false|False|FALSE)$/, (text) => text.toLowerCase() === 'true'),
    scalar('timestamp', TIMESTAMP, timestamp),
    scalar('int', /^[-+\d]/, parseInteger),
    scalar('float', /^[-+.\d]/, (text) =>
      /^([-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))$/.test(text) ? parseSpecialNumber(text) : float(text),
    ),
    new Type('tag:yaml.org,2002:merge', { kind: 'scalar', resolve: (text: unknown) => text === '<<' }),
  ],
});

/** Parses YAML. Throws a YAMLException with the line if the text is not valid YAML. */
export const loadYaml = (text: string): unknown =>
  mapLeaves(load(text, { schema: SCHEMA }), (leaf) => (leaf instanceof Scalar ? leaf.unwrap() : leaf));
