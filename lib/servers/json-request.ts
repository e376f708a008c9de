/** A request to the HTTP API of a monitoring server, whose body and answer are JSON. */
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
  /** The text as JSON; undefined where it is none. */
  readonly json: unknown;
}

const TIMEOUT = 30_000;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** The answer, whatever its status. Throws a sentence where the server does not answer. */
export async function requestJson(
  { name, url, authorization }: ApiServer,
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  body?: unknown,
): Promise<ApiAnswer> {
  try {
    const answer = await fetch(`${url}${path}`, {
      method,
      // A redirect would carry the credentials elsewhere.
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT),
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(authorization !== undefined && { authorization }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, text, json: parseJson(text) };
  } catch (error) {
    throw new Error(`${name} does not answer at ${url}: ${describeError(error)}`, { cause: undefined });
  }
}

/** What a server says of a request that it refuses. */
export function refusal({ name }: ApiServer, what: string, { status, text, json }: ApiAnswer): Error {
  const { message } = (json ?? {}) as { readonly message?: unknown };
  const words = typeof json === 'string' ? json : typeof message === 'string' ? message : text.trim().slice(0, 300);
  return new Error(`${name} refuses ${what}: ${status}${words === '' ? '' : `, ${words}`}`);
}
