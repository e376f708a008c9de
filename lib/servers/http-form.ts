/** A form sent to a server by POST. `fetch` turns a redirected POST into a GET and refuses ports such as 10080. */
import http from 'node:http';
import https from 'node:https';
import { describeError } from './error-sentence';

export interface FormAnswer {
  readonly status: number;
  readonly statusText: string;
  readonly text: string;
  /** Where the answer came from, after redirects. */
  readonly url: string;
}

/** Redirects that are followed before the server is said to send in circles. */
const REDIRECTS = 5;

/** Whether what was meant for `from`, a password included, may be sent to `to`. */
const isSameServer = (from: URL, to: URL): boolean =>
  from.origin === to.origin || (from.protocol === 'http:' && to.protocol === 'https:' && from.hostname === to.hostname);

type Raw = Omit<FormAnswer, 'url'> & { readonly location?: string | undefined };

/** One request, `patience` milliseconds long at most. Rejects with a sentence. */
function post(url: URL, headers: http.OutgoingHttpHeaders, body: string, patience: number): Promise<Raw> {
  return new Promise((resolve, reject) => {
    let size = 0;
    const fail = (reason: string) => reject(new Error(reason));
    const { request } = url.protocol === 'https:' ? https : http;
    const length = Buffer.byteLength(body);
    const sent = request(
      url,
      {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded', 'content-length': length },
      },
      (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => {
          size += part.length;
          parts.push(part);
        });
        response.on('error', () => fail(`the server broke off its answer after ${size} bytes`));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            statusText: response.statusMessage ?? '',
            text: Buffer.concat(parts).toString('utf8'),
            location: response.headers.location,
          }),
        );
      },
    );
    const timer = setTimeout(() => {
      fail(`no whole answer within ${patience / 1000} s (${size} bytes came); ask for a shorter range`);
      sent.destroy();
    }, patience);
    sent.on('close', () => clearTimeout(timer));
    sent.on('error', (error) => fail(describeError(error)));
    sent.end(body);
  });
}

/**
 * Sends the parameters; a redirect on the same server is followed by POST. Rejects with a sentence where the server is
 * away, stalls, breaks off, or has moved elsewhere.
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
