/**
 * The two text formats as Prometheus 3 reads them, token by token: what it accepts is accepted, and what fails a scrape
 * is an error. https://github.com/prometheus/prometheus/tree/main/model/textparse (promlex.l and openmetricslex.l)
 */

/** Where the text is no exposition; the message says why, `at` is the offset of the line's first byte. */
export class SyntaxProblem extends Error {
  constructor(
    message: string,
    readonly at: number,
  ) {
    super(message);
  }
}

export type Entry =
  | { readonly kind: 'TYPE' | 'HELP'; readonly name: string; readonly text: string }
  | {
      readonly kind: 'sample';
      readonly name: string;
      readonly labels: ReadonlyMap<string, string>;
      readonly value: number;
    };

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const INFINITE = /^[+-]?inf(?:inity)?$/i;

/** A number as Go's ParseFloat reads it, without hexadecimal and underscores; undefined for anything else. */
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
const TEXT_TYPES = ['counter', 'gauge', 'histogram', 'summary', 'untyped'];
const OPENMETRICS_TYPES = 'counter gauge histogram gaugehistogram summary info stateset unknown'.split(' ');

/** What both formats share. `text` holds one byte in each character, so that invalid UTF-8 is seen. */
abstract class Parser {
  protected at = 0;
  /** Start of the line that is read. */
  protected line = 0;
  /** Whether a label's value may go over the end of a line. */
  protected abstract readonly multiline: boolean;
  /** Takes the space between two tokens, where the format allows any. */
  protected abstract skipSpace(): void;
  protected abstract takeEndOfSample(): void;
  protected abstract readonly needsCommas: boolean;
  /** What follows the name in a line of metadata. */
  protected abstract readonly metadataText: RegExp;

  constructor(protected readonly text: string) {}

  abstract next(): Entry | undefined;

  protected fail(message: string): never {
    throw new SyntaxProblem(message, this.line);
  }

  protected take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text)?.[0];
    if (match !== undefined) this.at += match.length;
    return match;
  }

  /** Decodes what was read as UTF-8. */
  protected decode(raw: string, what: string): string {
    if (!/[\x80-\xff]/.test(raw)) return raw;
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(raw, 'latin1'));
    } catch {
      return this.fail(`${what} is not valid UTF-8`);
    }
  }

  /** The inside of a quoted string, its escapes as they stand; undefined where none begins here or it has no end. */
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
  protected takeMetadata(kind: 'TYPE' | 'HELP' | 'UNIT', types: readonly string[]): Entry | undefined {
    const name =
      this.takeQuoted(true) ?? this.take(METRIC_NAME) ?? this.fail(`expected the name of a metric after ${kind}`);
    const text = (this.take(this.metadataText) ?? this.fail(`expected a space after ${name}`)).slice(1);
    if (kind === 'UNIT') {
      if (text !== '' && !name.endsWith(`_${text}`)) this.fail(`the unit "${text}" is not the end of the name ${name}`);
      return undefined;
    }
    if (kind === 'HELP') return { kind, name, text: unescape(this.decode(text, `the help of ${name}`), HELP_ESCAPES) };
    if (!types.includes(text)) this.fail(`"${text.slice(0, 80)}" is not a type of metric`);
    return { kind, name, text };
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

  /** A series, its value and what stands behind it. `indent` is part of the name to Prometheus. */
  protected takeSample(indent: string, value: () => string | undefined): Entry {
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
    return { kind: 'sample', name, labels: this.uniqueLabels(pairs), value: number };
  }

  /** To Prometheus a label with an empty value is none. */
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

/** Prometheus' text format 0.0.4 and 1.0.0. */
export class TextParser extends Parser {
  protected readonly multiline = true;
  protected readonly needsCommas = false;
  protected readonly metadataText = /[^\n]*/y;

  protected skipSpace(): void {
    this.take(/[ \t]+/y);
  }

  protected takeEndOfSample(): void {
    this.skipSpace();
    const timestamp = this.take(/\d+/y);
    if (timestamp !== undefined && BigInt(timestamp) >= 2n ** 63n) this.fail('the timestamp is too large');
    this.skipSpace();
    this.takeLineEnd('expected a timestamp or the end of the line after the number');
  }

  private takeLineEnd(message: string): void {
    if (this.at < this.text.length && this.take(/\n/y) === undefined) this.fail(message);
  }

  next(): Entry | undefined {
    while (this.at < this.text.length) {
      this.line = this.at;
      const indent = this.take(/[ \t]+/y) ?? '';
      if (this.at === this.text.length) return undefined;
      if (this.take(/\n/y) !== undefined) continue;
      if (this.take(/#/y) === undefined)
        return this.takeSample(indent, () => (this.skipSpace(), this.take(/[^{ \t\n]+/y)));
      const keyword = this.take(/[ \t]+(?:HELP|TYPE)[ \t]+/y)?.trim();
      const entry =
        keyword === 'HELP' || keyword === 'TYPE' ? this.takeMetadata(keyword, TEXT_TYPES) : void this.take(/[^\n]*/y);
      this.takeLineEnd('expected the end of the line');
      if (entry !== undefined) return entry;
    }
    return undefined;
  }
}

/** OpenMetrics 1.0: one space between two tokens, and an end mark. */
export class OpenMetricsParser extends Parser {
  protected readonly multiline = false;
  protected readonly needsCommas = true;
  protected readonly metadataText = / [^\n]*/y;

  protected skipSpace(): void {
    // OpenMetrics has none here.
  }

  private takeFloat(what: string): number {
    const value = parseFloatAsGo((this.take(/ [^ \n]+/y) ?? '').slice(1));
    return value ?? this.fail(`expected a number as ${what}`);
  }

  protected takeEndOfSample(): void {
    const optional = (what: string) => {
      if (/ [^ \n]/y.test(this.text.slice(this.at, this.at + 2)) && !Number.isFinite(this.takeFloat(what)))
        this.fail(`expected a number as ${what}`);
    };
    const exemplar = / # \{(?:(?:[a-zA-Z_]\w*|"(?:\\.|[^\\"\n])*")="(?:\\.|[^\\"\n])*"(?:,|(?=\})))*\}/y;
    if (!this.text.startsWith(' # {', this.at)) optional('timestamp');
    if (this.text.startsWith(' # {', this.at)) {
      this.decode(this.take(exemplar) ?? this.fail('expected the labels of an exemplar'), 'the exemplar');
      this.takeFloat('value of the exemplar');
      optional('timestamp of the exemplar');
    }
    if (this.take(/\n/y) === undefined) this.fail('expected the end of the line');
  }

  next(): Entry | undefined {
    for (;;) {
      this.line = this.at;
      if (this.take(/# EOF\n?/y) !== undefined)
        return this.at < this.text.length ? this.fail('there is more after # EOF') : undefined;
      if (this.at >= this.text.length) this.fail('the text does not end with # EOF, as OpenMetrics has to');
      if (this.text[this.at] !== '#') return this.takeSample('', () => this.take(/ [^ \n]+/y)?.slice(1));
      const keyword =
        this.take(/# (?:HELP|TYPE|UNIT) /y)?.slice(2, 6) ?? this.fail('expected # HELP, TYPE, UNIT or EOF');
      const entry = this.takeMetadata(keyword as 'HELP' | 'TYPE' | 'UNIT', OPENMETRICS_TYPES);
      if (this.take(/\n/y) === undefined) this.fail('expected the end of the line');
      if (entry !== undefined) return entry;
    }
  }
}
