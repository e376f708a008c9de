/** A request to the HTTP API of a monitoring server, whose body and answer are JSON. */
import { parseStructure, toGroup } from '../json-values';
import { describeError } from './error-sentence';

/** A server as its API is reached. */
export interface ApiServer {
  /** For messages, such as `Alertmanager`. */
  readonly name: string;
  /** Without a slash at its end. */
  readonly url: string;
  /** The value of the header `Authorization`. */
  readonly authorization?: string | undefined;
}
export interface ApiAnswer {
  readonly status: number;
  readonly text: string;
  /** What the text is the JSON of; the text itself where it is none. */
  readonly json: unknown;
}

const TIMEOUT = 30_000;

/** The answer, whatever its status. Throws a sentence where the server does not answer. */
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

/** What a server says of a request that it refuses. */
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
