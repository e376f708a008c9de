/** The address of a server as a user types it; it may contain a user name and a password. */
import { UsageError } from './command-line';

export interface ServerAddress {
  /** Without user name, password, query and trailing slash, so that messages can contain it. */
  readonly url: string;
  /** The value of the header `Authorization`, if the address has a user name. */
  readonly authorization?: string;
}

/** Decodes percent-encoded text; text that is not encoded stays unchanged, as with curl. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Parses an option's http or https address. Throws a {@link UsageError} that does not contain the address. */
export function parseHttpUrl(option: string, text: string): URL {
  if (URL.canParse(text) && /^https?:\/\//i.test(text)) return new URL(text);
  const hint = /^https?:\/\/.*@/i.test(text)
    ? '; in a name or a password, write / as %2F, @ as %40, # as %23, ? as %3F and : as %3A'
    : '';
  throw new UsageError(`--${option} is not an http or https address${hint}`);
}

/** The value of the header `Authorization` for an address; undefined if it has neither user name nor password. */
export function basicAuthorization({ username, password }: URL): string | undefined {
  if (username === '' && password === '') return undefined;
  return `Basic ${Buffer.from(`${decode(username)}:${decode(password)}`).toString('base64')}`;
}

/** Parses the base address of a server's API. Throws a {@link UsageError} that does not contain the address. */
export function readServerAddress(option: string, text: string): ServerAddress {
  const url = parseHttpUrl(option, text);
  const authorization = basicAuthorization(url);
  return {
    url: `${url.origin}${url.pathname.replace(/\/$/, '')}`,
    ...(authorization !== undefined && { authorization }),
  };
}
