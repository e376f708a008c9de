/**
 * The common part of both text formats, parsed token by token like Prometheus 3: this parser accepts what Prometheus
 * accepts, and anything that fails a scrape is an error.
 * https://github.com/prometheus/prometheus/tree/main/model/textparse (promlex.l and openmetricslex.l)
 */

/** The text is not a valid exposition; the message says why, `at` is the offset of the line's first byte. */
export class SyntaxProblem extends Error {
  constructor(
    message: string,
    readonly at: number,
  ) {
    super(message);
  }
}

export interface Sample {
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly value: number;
}
export interface Exposed {
  readonly samples: readonly Sample[];
  /** The declared type by metric; metrics with only a `# HELP` line are in it too, as `untyped`. */
  readonly types: ReadonlyMap<string, string>;
  /** The text of `# HELP` by metric, unescaped. */
  readonly help: ReadonlyMap<string, string>;
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const INFINITE = /^[+-]?inf(?:inity)?$/i;

/** A number, parsed like Go's ParseFloat but without hexadecimal and underscores; undefined for anything else. */
export function parseFloatAsGo(text: string): number | undefined {
  if (/^nan$/i.test(text)) return NaN;
  if (INFINITE.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  const value = NUMBER.test(text) ? Number(text) : NaN;
  return Number.isFinite(value) ? value : undefined;
}

const LABEL_ESCAPES: Readonly<Record<string, string>> = { n: '\n', '"': '"', '\\': '\\' };
const HELP_ESCAPES: Readonly<Record<string, string>> = { n: '\n', '\\': '\\' };
const unescape = (text: string, escapes: Readonly<Record<string, string>>): string =>
  text.replace(/\\(.)/gs, (all, char: string) => escapes[char] ?? all);

const METRIC_NAME = /[a-zA-Z_:][\w:]*/y;
const LABEL_NAME = /[a-zA-Z_]\w*/y;

/** `text` has one byte in each character, so that invalid UTF-8 can be found. */
export abstract class ExpositionParser implements Exposed {
  readonly samples: Sample[] = [];
  readonly types = new Map<string, string>();
  readonly help = new Map<string, string>();
  protected at = 0;
  /** Start of the current line. */
  protected line = 0;
  /** Whether a label's value may contain line breaks. */
  protected abstract readonly multiline: boolean;
  /** Skips the space between two tokens, where the format allows any. */
  protected abstract skipSpace(): void;
  protected abstract takeEndOfSample(): void;
  protected abstract readonly needsCommas: boolean;
  /** Parses the rest of a metadata line after the name. */
  protected abstract readonly metadataText: RegExp;

  constructor(protected readonly text: string) {}

  /** Throws a {@link SyntaxProblem} at the first mistake. */
  abstract parse(): void;

  protected fail(message: string): never {
    throw new SyntaxProblem(message, this.line);
  }

  protected take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text)?.[0];
    if (match !== undefined) this.at += match.length;
    return match;
  }

  /** Decodes the text as UTF-8. */
  protected decode(raw: string, what: string): string {
    if (!/[\x80-\xff]/.test(raw)) return raw;
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(raw, 'latin1'));
    } catch {
      return this.fail(`${what} is not valid UTF-8`);
    }
  }

  /** The content of a quoted string with its escapes; undefined if none starts here or it does not end. */
  protected takeQuoted(multiline: boolean): string | undefined {
    if (this.text[this.at] !== '"') return undefined;
    for (let end = this.at + 1; end < this.text.length; end++) {
      const char = this.text[end];
      if (char === '\n' && !multiline) return undefined;
      if (char === '\\' && this.text[++end] === '\n') return undefined;
      if (char !== '"') continue;
      const inside = this.text.slice(this.at + 1, end);
      this.at = end + 1;
      return inside;
    }
    return undefined;
  }

  /** `TYPE` or `HELP` after its keyword: the metric, and the text after one character of space. */
  protected takeMetadata(kind: 'TYPE' | 'HELP' | 'UNIT', types: readonly string[]): void {
    const name =
      this.takeQuoted(true) ?? this.take(METRIC_NAME) ?? this.fail(`expected the name of a metric after ${kind}`);
    const text = (this.take(this.metadataText) ?? this.fail(`expected a space after ${name}`)).slice(1);
    if (kind === 'UNIT') {
      if (text !== '' && !name.endsWith(`_${text}`)) this.fail(`the unit "${text}" is not the end of the name ${name}`);
    } else if (kind === 'HELP') {
      this.help.set(name, unescape(this.decode(text, `the help of ${name}`), HELP_ESCAPES));
      if (!this.types.has(name)) this.types.set(name, 'untyped');
    } else {
      if (!types.includes(text)) this.fail(`"${text.slice(0, 80)}" is not a type of metric`);
      this.types.set(name, text);
    }
  }

  /** Labels after `{` to `}`. A string in quotes without `=` is the metric's name. */
  private takeLabels(labels: [string, string][], name: string | undefined): string | undefined {
    const expected = 'expected label="value", ... after the name';
    for (let metric = name; ;) {
      this.skipSpace();
      if (this.take(/\}/y) !== undefined) return metric;
      const quoted = this.takeQuoted(true);
      const raw =
        quoted ?? this.take(LABEL_NAME) ?? this.fail(metric === undefined ? 'expected the name of a metric' : expected);
      this.skipSpace();
      if (quoted !== undefined && /[,}]/.test(this.text[this.at] ?? '')) {
        if (metric !== undefined) this.fail('the name of the metric stands twice');
        metric = unescape(this.decode(quoted, 'the name'), LABEL_ESCAPES);
        this.take(/,/y);
        continue;
      }
      if (this.take(/=/y) === undefined) this.fail(metric === undefined ? 'expected the name of a metric' : expected);
      this.skipSpace();
      const value = this.takeQuoted(this.multiline) ?? this.fail(expected);
      const label = unescape(this.decode(raw, 'the name of a label'), LABEL_ESCAPES);
      labels.push([label, unescape(this.decode(value, `the value of label ${label}`), LABEL_ESCAPES)]);
      this.skipSpace();
      if (this.take(/,/y) === undefined && this.needsCommas && this.text[this.at] !== '}')
        this.fail('expected a comma or }');
    }
  }

  /** A series, its value and what follows it. Prometheus treats `indent` as part of the name. */
  protected takeSample(indent: string, value: () => string | undefined): void {
    const pairs: [string, string][] = [];
    const unquoted = this.take(METRIC_NAME);
    let name = unquoted === undefined ? undefined : indent + unquoted;
    if (unquoted !== undefined) this.skipSpace();
    else if (this.text[this.at] !== '{') this.fail('expected the name of a metric');
    if (this.take(/\{/y) !== undefined) name = this.takeLabels(pairs, name);
    if (name === undefined || name === '') return this.fail('expected the name of a metric');
    const number = parseFloatAsGo(value() ?? '');
    if (number === undefined) return this.fail('expected a number after the name and labels');
    this.takeEndOfSample();
    this.samples.push({ name, labels: this.uniqueLabels(pairs), value: number });
  }

  /** Prometheus treats a label with an empty value as missing. */
  private uniqueLabels(pairs: readonly (readonly [string, string])[]): Map<string, string> {
    const labels = new Map<string, string>();
    const empty = new Set(pairs.filter(([, value]) => value === '').map(([label]) => label));
    for (const [label, value] of pairs) {
      if (empty.has(label)) continue;
      if (label === '') this.fail('a label has no name');
      if (label === '__name__' || labels.has(label)) this.fail(`label ${label} occurs twice`);
      labels.set(label, value);
    }
    return labels;
  }
}
