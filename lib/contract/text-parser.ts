/** Parser of Prometheus' text format 0.0.4 and 1.0.0. */
import { ExpositionParser } from './exposition-parser';

const TEXT_TYPES = ['counter', 'gauge', 'histogram', 'summary', 'untyped'];

export class TextParser extends ExpositionParser {
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

  parse(): void {
    while (this.at < this.text.length) {
      this.line = this.at;
      const indent = this.take(/[ \t]+/y) ?? '';
      if (this.at === this.text.length) return;
      if (this.take(/\n/y) !== undefined) continue;
      if (this.take(/#/y) === undefined) {
        this.takeSample(indent, () => (this.skipSpace(), this.take(/[^{ \t\n]+/y)));
        continue;
      }
      const keyword = this.take(/[ \t]+(?:HELP|TYPE)[ \t]+/y)?.trim();
      if (keyword === 'HELP' || keyword === 'TYPE') this.takeMetadata(keyword, TEXT_TYPES);
      else this.take(/[^\n]*/y);
      this.takeLineEnd('expected the end of the line');
    }
  }
}
