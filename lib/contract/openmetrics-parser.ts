/** Parser of OpenMetrics 1.0: one space between two tokens, and an end mark. */
import { ExpositionParser, parseFloatAsGo } from './exposition-parser';

const OPENMETRICS_TYPES = 'counter gauge histogram gaugehistogram summary info stateset unknown'.split(' ');

export class OpenMetricsParser extends ExpositionParser {
  protected readonly multiline = false;
  protected readonly needsCommas = true;
  protected readonly metadataText = / [^\n]*/y;

  protected skipSpace(): void {
    // OpenMetrics allows no space here.
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

  parse(): void {
    while (this.take(/# EOF\n?/y) === undefined) {
      this.line = this.at;
      if (this.at >= this.text.length) this.fail('the text does not end with # EOF, as OpenMetrics has to');
      if (this.text[this.at] !== '#') {
        this.takeSample('', () => this.take(/ [^ \n]+/y)?.slice(1));
        continue;
      }
      const keyword =
        this.take(/# (?:HELP|TYPE|UNIT) /y)?.slice(2, 6) ?? this.fail('expected # HELP, TYPE, UNIT or EOF');
      this.takeMetadata(keyword as 'HELP' | 'TYPE' | 'UNIT', OPENMETRICS_TYPES);
      if (this.take(/\n/y) === undefined) this.fail('expected the end of the line');
    }
    if (this.at < this.text.length) this.fail('there is more after # EOF');
  }
}
