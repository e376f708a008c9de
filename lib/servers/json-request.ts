/** Requests to the HTTP API of a monitoring server, with JSON bodies and responses. */
import { parseStructure, toGroup } from '../json-values';
import { describeError } from './error-sentence';

/** A server, and how to reach its API. */
export interface ApiServer {
  /** For messages, such as `Alertmanager`. */
  readonly name: string;
  /** Without a trailing slash. */
  readonly url: string;
  /** The value of the header `Authorization`. */
  readonly authorization?: string | undefined;
}
export interface ApiAnswer {
  readonly status: number;
  readonly text: string;
  /** The parsed JSON; the text itself if it is not JSON. */
  readonly json: unknown;
}

const TIMEOUT = 30_000;

/** The response, whatever its status. Throws a sentence if the server does not answer. */
export async function requestJson(
  { name, url, authorization }: ApiServer,
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  body?: unknown,
  timeout = TIMEOUT,
): Promise<ApiAnswer> {
  try {
    const answer = await fetch(`${url}${path}`, {
      method,
      // A redirect would carry the credentials elsewhere.
      redirect: 'manual',
      signal: AbortSignal.timeout(timeout),
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(authorization !== undefined && { authorization }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, text, json: parseStructure(text) };
  } catch (error) {
    throw new Error(`${name} does not answer at ${url}: ${describeError(error)}`, { cause: undefined });
  }
}

/** The error message in a server's response. */
export function refusal({ name }: ApiServer, what: string, { status, text, json }: ApiAnswer): Error {
  const { message } = toGroup(json);
  const words =
    typeof message === 'string'
      ? message
      : text
          .trim()
          .replace(/^"(.*)"$/s, '$1')
          .slice(0, 300);
  return new Error(`${name} refuses ${what}: ${status}${words === '' ? '' : `, ${words}`}`);
}
