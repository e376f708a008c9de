/** HTTP by `node:http`: `fetch` turns a redirected POST into a GET, and refuses ports such as 10080 that Prometheus reads. */
import http, { type IncomingMessage, type RequestOptions } from 'node:http';
import https from 'node:https';

/** Sends a request, without the credentials in the address. Resolves when the response starts. */
export const request = (url: URL, options: RequestOptions, body?: string): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const { request: open } = url.protocol === 'https:' ? https : http;
    const address = new URL(url);
    address.username = address.password = '';
    open(address, options, resolve).on('error', reject).end(body);
  });

export interface FormAnswer {
  readonly status: number;
  readonly statusText: string;
  readonly text: string;
  /** The address of the response, after redirects. */
  readonly url: string;
}

/** Number of redirects that are followed; more are considered a loop. */
const REDIRECTS = 5;

/** Whether a request meant for `from`, including its password, may be sent to `to`. */
const isSameServer = (from: URL, to: URL): boolean =>
  from.origin === to.origin || (from.protocol === 'http:' && to.protocol === 'https:' && from.hostname === to.hostname);

type Raw = Omit<FormAnswer, 'url'> & { readonly location?: string | undefined };

/** One request, limited to `patience` milliseconds. */
async function post(url: URL, headers: http.OutgoingHttpHeaders, body: string, patience: number): Promise<Raw> {
  const type = { 'content-type': 'application/x-www-form-urlencoded', 'content-length': Buffer.byteLength(body) };
  const signal = AbortSignal.timeout(patience);
  let response: IncomingMessage | undefined;
  const parts: Buffer[] = [];
  try {
    response = await request(url, { method: 'POST', headers: { ...headers, ...type }, signal }, body);
    for await (const part of response) parts.push(part as Buffer);
    const { statusCode: status = 0, statusMessage: statusText = '' } = response;
    return { status, statusText, text: Buffer.concat(parts).toString('utf8'), location: response.headers.location };
  } catch (error) {
    const size = Buffer.concat(parts).length;
    if (signal.aborted)
      throw new Error(`no whole answer within ${patience / 1000} s (${size} bytes came); ask for a shorter range`);
    throw response === undefined ? error : new Error(`the server broke off its answer after ${size} bytes`);
  }
}

/**
 * Sends the parameters; a redirect on the same server is followed with POST. Rejects if the server does not answer,
 * stalls, closes the connection, or redirects to another server.
 */
export async function postForm(
  address: string,
  headers: Readonly<Record<string, string>>,
  parameters: Readonly<Record<string, string>>,
  patience: number,
): Promise<FormAnswer> {
  const body = new URLSearchParams(parameters).toString();
  let url = new URL(address);
  for (let hop = 0; hop <= REDIRECTS; hop++) {
    const { location, ...answer } = await post(url, headers, body, patience);
    const place = `${url.origin}${url.pathname}`;
    if (![301, 302, 307, 308].includes(answer.status) || location === undefined || !URL.canParse(location, url))
      return { ...answer, url: place };
    const to = new URL(location, url);
    const moved = `${to.origin}${to.pathname}`;
    if (!isSameServer(url, to)) throw new Error(`moved to ${moved}: use that address`);
    url = to;
  }
  throw new Error(`more than ${REDIRECTS} redirects, the last to ${url.origin}${url.pathname}`);
}
