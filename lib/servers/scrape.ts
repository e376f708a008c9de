/** Scrapes a metrics endpoint as Prometheus does. */
import type { IncomingMessage } from 'node:http';
import { createGunzip } from 'node:zlib';
import { ContentTypeError, formatOfContentType, SCRAPE_ACCEPT } from '../contract/content-type';
import { SIZE_LIMIT, type ExpositionFormat } from '../contract/exposition';
import { UsageError } from './command-line';
import { request } from './http-request';
import { basicAuthorization, parseHttpUrl } from './server-address';

/** Timeout of the whole response, in milliseconds: a scrape also times out after 10 s. */
const TIMEOUT = 10_000;
/** Number of redirects that a scrape follows; the limit of Go's HTTP client. */
const REDIRECTS = 10;
export const TOO_LARGE = `larger than ${SIZE_LIMIT / 1e6} MB, which no scrape should be`;

export interface ScrapedText {
  readonly body: Buffer;
  /** The format that the response's Content-Type declares. */
  readonly format: ExpositionFormat;
}

/** Without user name and password, because messages repeat the address. */
const withoutLogin = (url: URL): string => `${url.origin}${url.pathname}`;

async function readBody(response: IncomingMessage, where: string): Promise<Buffer> {
  const gzip = response.headers['content-encoding'] === 'gzip';
  const stream = gzip ? response.pipe(createGunzip()) : response;
  if (gzip) response.on('error', (error) => stream.destroy(error));
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of stream) {
    const bytes = part as Buffer;
    size += bytes.length;
    if (size > SIZE_LIMIT) throw new UsageError(`${where} answers with something ${TOO_LARGE}`);
    parts.push(bytes);
  }
  return Buffer.concat(parts);
}

async function scrapeUrl(url: URL, signal: AbortSignal, redirects = 0, login?: string): Promise<ScrapedText> {
  const where = withoutLogin(url);
  const authorization = basicAuthorization(url) ?? login;
  const headers = {
    accept: SCRAPE_ACCEPT,
    'accept-encoding': 'gzip',
    'user-agent': 'check-metrics',
    ...(authorization === undefined ? {} : { authorization }),
  };
  const response = await request(url, { headers, signal });
  const { statusCode = 0, statusMessage = '' } = response;
  const { location } = response.headers;
  try {
    if (statusCode >= 300 && statusCode < 400 && location !== undefined) {
      if (redirects === REDIRECTS) throw new UsageError(`${where} redirects more than ${REDIRECTS} times`);
      if (!URL.canParse(location, url)) throw new UsageError(`${where} redirects to what is no address`);
      const next = new URL(location, url);
      if (!/^https?:$/.test(next.protocol)) throw new UsageError(`${where} redirects to a ${next.protocol} address`);
      return await scrapeUrl(next, signal, redirects + 1, next.hostname === url.hostname ? authorization : undefined);
    }
    if (statusCode !== 200) throw new UsageError(`${where} answers with ${statusCode} ${statusMessage}`.trim());
    const format = formatOfContentType(response.headers['content-type']);
    return { body: await readBody(response, where), format };
  } catch (error) {
    throw error instanceof ContentTypeError ? new UsageError(`The answer of ${where} ${error.message}`) : error;
  } finally {
    response.destroy();
  }
}

/** The response of a metrics endpoint. Throws a {@link UsageError} if a scrape would fail before it parses the text. */
export async function scrape(address: string): Promise<ScrapedText> {
  const url = parseHttpUrl('url', address);
  try {
    return await scrapeUrl(url, AbortSignal.timeout(TIMEOUT));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const late = error instanceof Error && /^(AbortError|TimeoutError)$/.test(error.name);
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    const reason = error instanceof Error && error.message !== '' ? error.message : code;
    throw new UsageError(
      `${withoutLogin(url)} ${late ? `has not answered within ${TIMEOUT / 1000} s` : `cannot be read: ${reason}`}`,
    );
  }
}
