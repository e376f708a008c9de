/**
 * Reads what a metrics endpoint serves: Prometheus' text format 0.0.4 as the Python, Go and Node clients write it, and
 * OpenMetrics' text where it differs. https://prometheus.io/docs/instrumenting/exposition_formats
 *
 * Strict, because the npm packages that read this format skip what they do not understand: a line that a scrape would
 * fail on is an error here too.
 */

export interface Sample {
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly value: number;
}
export interface Exposed {
  readonly samples: readonly Sample[];
  /** The declared type by metric; also the metrics that have only a `# HELP` line, as `untyped`. */
  readonly types: ReadonlyMap<string, string>;
  /** What `# HELP` says of a metric, its escapes undone. */
  readonly help: ReadonlyMap<string, string>;
}

/** The largest exposition that is read, in bytes. */
export const SIZE_LIMIT = 50_000_000;

/** The longest line that is read, in characters; real ones have hundreds. */
const LINE_LIMIT = 100_000;

/** The text is not an exposition. The message says where and why. */
export class ExpositionError extends Error {
  override readonly name = 'ExpositionError';
}

const TYPES = 'counter gauge histogram summary untyped unknown info stateset gaugehistogram'.split(' ');
const NAME = /[a-zA-Z_:][\w:]*/y;
const LABEL = /[ \t]*([a-zA-Z_]\w*)[ \t]*=[ \t]*"((?:[^"\\]|\\.)*)"[ \t]*(,?)/y;
const END_OF_LABELS = /[ \t]*\}/y;
const NUMBER = '[+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?|[+-]?Inf|NaN';
/** Value, timestamp, and OpenMetrics' exemplar. */
const REST = new RegExp(`[ \\t]*(${NUMBER})(?:[ \\t]+[-+.\\deE]+)?(?:[ \\t]+#[ \\t]+\\{.*)?[ \\t]*$`, 'y');
const COMMENT = /^#[ \t]*(HELP|TYPE)[ \t]+([a-zA-Z_:][\w:]*)[ \t]*(.*)$/;
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', '"': '"', '\\': '\\' };

const unescaped = (text: string): string => text.replace(/\\(.)/g, (all, char: string) => ESCAPES[char] ?? all);

/** A bound or value as the clients write it. */
const toNumber = (text: string): number => Number(text.replace('Inf', 'Infinity'));

const excerpt = (line: string): string => (line.length > 80 ? `${line.slice(0, 80)}...` : line);

function parseSample(line: string, fail: (why: string) => never): Sample {
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const match = pattern.exec(line);
    if (match !== null) at = pattern.lastIndex;
    return match;
  };
  const name = take(NAME)?.[0] ?? fail('expected the name of a metric');
  const labels = new Map<string, string>();
  if (take(/[ \t]*\{/y) !== null) {
    let more = true;
    while (take(END_OF_LABELS) === null) {
      const match: RegExpExecArray | null = more ? take(LABEL) : null;
      const label = match?.[1];
      const value = match?.[2];
      if (label === undefined || value === undefined) return fail('expected label="value", ... after the name');
      if (labels.has(label)) fail(`label ${label} occurs twice`);
      labels.set(label, unescaped(value));
      more = match?.[3] === ',';
    }
  }
  const value = take(REST)?.[1] ?? fail('expected a number after the name and labels');
  return { name, labels, value: toNumber(value) };
}

/** Parses a whole exposition. Throws an {@link ExpositionError} with the number of the first bad line. */
export function parseExposition(text: string): Exposed {
  if (Buffer.byteLength(text) > SIZE_LIMIT)
    throw new ExpositionError(`the exposition is larger than ${SIZE_LIMIT / 1e6} MB`);
  const samples: Sample[] = [];
  const types = new Map<string, string>();
  const help = new Map<string, string>();
  let number = 0;
  for (let start = 0; start < text.length;) {
    const newline = text.indexOf('\n', start);
    const end = newline === -1 ? text.length : newline;
    const line = text.slice(start, end).trim();
    start = end + 1;
    number++;
    const fail = (why: string): never => {
      throw new ExpositionError(`line ${number}: ${why}: ${excerpt(line)}`);
    };
    if (line.length > LINE_LIMIT) fail(`longer than ${LINE_LIMIT} characters`);
    if (line === '') continue;
    if (!line.startsWith('#')) {
      samples.push(parseSample(line, fail));
      continue;
    }
    const [, keyword, name, rest = ''] = COMMENT.exec(line) ?? [];
    if (name === undefined) continue;
    if (keyword === 'TYPE' && !TYPES.includes(rest)) fail(`"${excerpt(rest)}" is not a type of metric`);
    if (keyword === 'TYPE') types.set(name, rest);
    else {
      help.set(name, unescaped(rest));
      if (!types.has(name)) types.set(name, 'untyped');
    }
  }
  if (samples.length === 0 && types.size === 0) throw new ExpositionError('there is no metric in it');
  return { samples, types, help };
}

/** A bucket's upper bound in seconds from its label `le`; "1" and "1.0" are the same. */
export const boundOf = ({ labels }: Sample): number => toNumber(labels.get('le') ?? 'NaN');
