/** The address of a server as a person types it, which may carry a name and a password. */
import { UsageError } from './command-line';

export interface ServerAddress {
  /** Without name, password, query and the last slash: it may stand in a message. */
  readonly url: string;
  /** The value of the header `Authorization`, where the address has a name. */
  readonly authorization?: string;
}

/** Percent-encoded text in clear; text that is not encoded as it stands, as curl takes it. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Reads the http or https address that an option has. Throws a {@link UsageError}, without the address in it. */
export function parseHttpUrl(option: string, text: string): URL {
  if (URL.canParse(text) && /^https?:\/\//i.test(text)) return new URL(text);
  const hint = /^https?:\/\/.*@/i.test(text)
    ? '; in a name or a password, write / as %2F, @ as %40, # as %23, ? as %3F and : as %3A'
    : '';
  throw new UsageError(`--${option} is not an http or https address${hint}`);
}

/** The value of the header `Authorization` for an address; undefined where it has neither name nor password. */
export function basicAuthorization({ username, password }: URL): string | undefined {
  if (username === '' && password === '') return undefined;
  return `Basic ${Buffer.from(`${decode(username)}:${decode(password)}`).toString('base64')}`;
}

/** Reads the address of a server whose API is below it. Throws a {@link UsageError}, without the address in it. */
export function readServerAddress(option: string, text: string): ServerAddress {
  const url = parseHttpUrl(option, text);
  const authorization = basicAuthorization(url);
  return {
    url: `${url.origin}${url.pathname.replace(/\/$/, '')}`,
    ...(authorization !== undefined && { authorization }),
  };
}
