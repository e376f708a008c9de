/**
 * Parses the response of a metrics endpoint: Prometheus' text format, or OpenMetrics' text. Accepts what Prometheus 3
 * accepts, and rejects what fails a scrape. https://prometheus.io/docs/instrumenting/exposition_formats
 */
import { parseFloatAsGo, SyntaxProblem, type Exposed, type Sample } from './exposition-parser';
import { OpenMetricsParser } from './openmetrics-parser';
import { TextParser } from './text-parser';

export type { Exposed, Sample } from './exposition-parser';
export type ExpositionFormat = 'text' | 'OpenMetrics';

/** Maximum size of an exposition, in bytes. */
export const SIZE_LIMIT = 50_000_000;

/** The text is not an exposition. The message says where and why. */
export class ExpositionError extends Error {
  override readonly name = 'ExpositionError';
}

const excerpt = (line: string): string => (line.length > 80 ? `${line.slice(0, 80)}...` : line);

/** The message for the user: the line number, the mistake, and the line with its invisible characters escaped. */
function describe(text: string, { message, at }: SyntaxProblem): string {
  const number = text.slice(0, at).split('\n').length;
  const end = text.indexOf('\n', at);
  const line = Buffer.from(text.slice(at, end === -1 ? undefined : end), 'latin1').toString('utf8');
  const hidden = line.endsWith('\r')
    ? ' (the line ends in a carriage return; Prometheus takes a line feed alone)'
    : line.startsWith('\ufeff')
      ? ' (it begins with a byte order mark, which has to go)'
      : '';
  return `line ${number}: ${message}${hidden}: ${excerpt(line.replace(/[\r\ufeff]/g, ''))}`;
}

/** OpenMetrics ends with a mark; in a file, which has no Content-Type, it is the only sign of the format. */
const formatOf = (text: string): ExpositionFormat => (/(?:^|\n)# EOF\n?$/.test(text) ? 'OpenMetrics' : 'text');

/**
 * Parses a whole exposition; pass bytes if its encoding is not certain. Throws an {@link ExpositionError} with the
 * number of the first invalid line.
 */
export function parseExposition(exposition: string | Uint8Array, format?: ExpositionFormat): Exposed {
  const bytes = typeof exposition === 'string' ? Buffer.from(exposition) : Buffer.from(exposition);
  if (bytes.length > SIZE_LIMIT) throw new ExpositionError(`the exposition is larger than ${SIZE_LIMIT / 1e6} MB`);
  const text = bytes.toString('latin1');
  const parser = (format ?? formatOf(text)) === 'text' ? new TextParser(text) : new OpenMetricsParser(text);
  try {
    parser.parse();
  } catch (error) {
    if (!(error instanceof SyntaxProblem)) throw error;
    throw new ExpositionError(describe(text, error));
  }
  const { samples, types, help } = parser;
  return { samples, types, help };
}

/** A bucket's upper bound in seconds from its label `le`; "1" and "1.0" are the same. */
export const boundOf = ({ labels }: Sample): number => parseFloatAsGo(labels.get('le') ?? '') ?? NaN;
