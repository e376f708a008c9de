/**
 * The format that Prometheus 3 derives from the `Content-Type` of a response, in a scrape job without
 * `fallback_scrape_protocol`, as in the stacks.
 * https://prometheus.io/docs/prometheus/latest/migration/#scrape-protocols
 */
import type { ExpositionFormat } from './exposition';

/** The header that the deployed Prometheus sends when it scrapes. */
export const SCRAPE_ACCEPT =
  'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.7,' +
  'application/openmetrics-text;version=0.0.1;q=0.6,' +
  'text/plain;version=1.0.0;escaping=allow-utf-8;q=0.5,text/plain;version=0.0.4;q=0.4,*/*;q=0.3';

const ADVICE = 'send "Content-Type: text/plain; version=0.0.4"';

/** Prometheus would reject a response with this header. The message says why and what to send instead. */
export class ContentTypeError extends Error {
  override readonly name = 'ContentTypeError';
}

const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const MEDIA_TYPE = new RegExp(`^\\s*(${TOKEN}(?:/${TOKEN})?)\\s*(?=;|$)`);
const PARAMETER = new RegExp(`\\s*;\\s*(${TOKEN})\\s*=\\s*(?:(${TOKEN})|"((?:[^"\\\\]|\\\\.)*)")\\s*(?=;|$)`, 'y');

/** Media type and version, parsed like Go's mime.ParseMediaType; undefined if that fails. */
function parseMediaType(header: string): { readonly type: string; readonly version: string | undefined } | undefined {
  const start = MEDIA_TYPE.exec(header);
  if (start?.[1] === undefined) return undefined;
  const parameters = new Map<string, string>();
  PARAMETER.lastIndex = start[0].length;
  let end = start[0].length;
  for (let match = PARAMETER.exec(header); match !== null; match = PARAMETER.exec(header)) {
    const [, key = '', token, quoted] = match;
    const value = token ?? quoted?.replace(/\\(.)/g, '$1') ?? '';
    if ((parameters.get(key.toLowerCase()) ?? value) !== value) return undefined;
    parameters.set(key.toLowerCase(), value);
    end = PARAMETER.lastIndex;
  }
  if (!/^\s*;?\s*$/.test(header.slice(end))) return undefined;
  return { type: start[1].toLowerCase(), version: parameters.get('version') };
}

/**
 * The format of a response with this header. Throws a {@link ContentTypeError} if a scrape would fail because of it.
 */
export function formatOfContentType(header: string | undefined): ExpositionFormat {
  if (header === undefined || header === '')
    throw new ContentTypeError(`has no Content-Type header, so Prometheus 3 does not read it; ${ADVICE}`);
  const media = parseMediaType(header);
  if (media?.type === 'text/plain') return 'text';
  if (media?.type === 'application/openmetrics-text' && media.version !== '2.0.0') return 'OpenMetrics';
  if (media?.type === 'application/vnd.google.protobuf')
    throw new ContentTypeError(`has the Content-Type ${header}, which this command does not read; ${ADVICE}`);
  throw new ContentTypeError(
    `has the Content-Type ${JSON.stringify(header)}, which Prometheus 3 does not read; ${ADVICE}`,
  );
}
