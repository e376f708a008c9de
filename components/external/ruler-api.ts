/**
 * One rule group on a Mimir ruler (Mimir, Grafana Enterprise Metrics, Grafana Cloud):
 * https://grafana.com/docs/mimir/latest/references/http-api/#ruler
 *
 * Pulumi serializes this file's functions as text for the process that runs dynamic resources: they may use only each
 * other and Node's own modules. The engine cannot serialize functions of other modules, such as `requestJson`, if these
 * use something that is not JavaScript.
 */
import { isDeepStrictEqual } from 'node:util';
import type { dynamic } from '@pulumi/pulumi';

export interface RuleGroup {
  readonly name: string;
  readonly interval: string;
  readonly rules: readonly object[];
}

/** The inputs of the resource, which its state contains too. */
export interface RulerGroup {
  /** The server's address, without the path of its API. */
  readonly url: string;
  readonly namespace: string;
  readonly group: RuleGroup;
  readonly tenant?: string;
}

/**
 * The configuration of the resources' provider, which the state contains: the complete authorization header, or the
 * name of the environment variable of Pulumi's process that has a token, or the password of a user.
 */
export const AUTHORIZATION = 'ruler:authorization';
export const CREDENTIAL_VARIABLE = 'ruler:credentialVariable';
export const USERNAME = 'ruler:username';

/** The state of a group has the functions that read and delete it; those of another version cannot read variables. */
const STATE_VERSION = 2;

/** A group in the ruler. */
interface LoadedGroup extends RulerGroup {
  readonly stateVersion: number;
  /** The group's text as the ruler returns it. */
  readonly served: string;
  /** Whether somebody else has changed it since this stack loaded it. */
  readonly drifted: boolean;
}

/** An error for the user. The engine prints the stack trace of an error, which here is useless, so it is empty. */
function failure(message: string): Error {
  const error = new Error(message);
  error.stack = '';
  return error;
}

/** What to do about a response that is not a success. */
function advice(status: number): string {
  if (status === 401 || status === 403)
    return 'it refuses the credentials; see basicAuth, bearerToken, bearerTokenVariable and tenant of external.ruler';
  if (status === 404 || status === 405)
    return 'it has no ruler API there; external.ruler.url is the address without a path, and Mimir needs -ruler.enable-api';
  return 'it does not take the rule group';
}

/** What the provider is configured with. */
interface RulerAccess {
  readonly authorization: string | undefined;
  readonly variable: string | undefined;
  readonly username: string | undefined;
}

/** The authorization header of a request; undefined if the ruler needs none. */
function authorizationHeader({ authorization, variable, username }: RulerAccess): string | undefined {
  if (variable === undefined) return authorization;
  const credential = process.env[variable]?.trim() ?? '';
  if (credential === '')
    throw failure(
      `The environment variable ${variable} is not set, and external.ruler takes its credential from it; set it where pulumi or make runs.`,
    );
  return username === undefined
    ? `Bearer ${credential}`
    : `Basic ${Buffer.from(`${username}:${credential}`).toString('base64')}`;
}

/** The ruler's response; undefined if it has no such group. */
async function ask(
  to: RulerGroup,
  method: 'GET' | 'POST' | 'DELETE',
  access: RulerAccess,
): Promise<string | undefined> {
  const authorization = authorizationHeader(access);
  // The error message of `fetch` would contain the header.
  if (authorization !== undefined && !/^[ -~]*$/.test(authorization))
    throw failure("The ruler's credential has a line break or another character that no header may have.");
  const folder = `${to.url}/prometheus/config/v1/rules/${encodeURIComponent(to.namespace)}`;
  const path = method === 'POST' ? folder : `${folder}/${encodeURIComponent(to.group.name)}`;
  let answer: Response;
  try {
    answer = await fetch(path, {
      method,
      headers: {
        'content-type': 'application/yaml',
        ...(to.tenant === undefined ? {} : { 'x-scope-orgid': to.tenant }),
        ...(authorization === undefined ? {} : { authorization }),
      },
      // JSON is also YAML, and needs no library in that process.
      ...(method === 'POST' ? { body: JSON.stringify(to.group) } : {}),
      // A redirect would send the credentials to another server, or end at a login page that answers 200.
      redirect: 'manual',
      signal: AbortSignal.timeout(30_000),
    });
  } catch (error) {
    const { cause = error } = error as { cause?: unknown };
    const { code, message } = cause as { code?: unknown; message?: string };
    const why = typeof code === 'string' ? code : (message ?? String(cause));
    throw failure(`The ruler does not answer at ${to.url} (${why}); see external.ruler.url.`);
  }
  const text = await answer.text();
  // Mimir's message says that the group is missing; any other 404 means a wrong address.
  if (answer.status === 404 && method !== 'POST' && /group does not exist|no rule groups found/i.test(text))
    return undefined;
  if (answer.ok) return text;
  const firstLine = text.trim().split('\n')[0]?.slice(0, 200) ?? '';
  throw failure(
    `The ruler at ${to.url} answered ${answer.status}: ${advice(answer.status)}.${firstLine === '' ? '' : ` It said: ${firstLine}`}`,
  );
}

/** Loads the group, and reads it back: the ruler has its own format of durations and texts. */
async function load(to: RulerGroup, access: RulerAccess): Promise<LoadedGroup> {
  await ask(to, 'POST', access);
  return { ...to, served: (await ask(to, 'GET', access)) ?? '', drifted: false, stateVersion: STATE_VERSION };
}

/** The lifecycle of one group: it is updated in place, and replaced if its name or namespace changes. */
export const rulerGroup: dynamic.ResourceProvider<RulerGroup, LoadedGroup> & { access: RulerAccess } = {
  access: { authorization: undefined, variable: undefined, username: undefined },
  async configure({ config }) {
    this.access = {
      authorization: config.get(AUTHORIZATION),
      variable: config.get(CREDENTIAL_VARIABLE),
      username: config.get(USERNAME),
    };
  },
  async diff(_id, old, now) {
    const places = (['url', 'tenant', 'namespace'] as const).filter((key) => old[key] !== now[key]);
    const replaces = [...places, ...(old.group.name === now.group.name ? [] : ['group'])];
    const changed = old.drifted || old.stateVersion !== STATE_VERSION || !isDeepStrictEqual(old.group, now.group);
    return { changes: changed || replaces.length > 0, replaces };
  },
  async create(now) {
    return { id: `${now.namespace}/${now.group.name}`, outs: await load(now, this.access) };
  },
  async update(_id, _old, now) {
    return { outs: await load(now, this.access) };
  },
  async read(id, state) {
    if (state === undefined) throw failure('A rule group of a ruler cannot be imported: `pulumi up` takes it over.');
    const served = await ask(state, 'GET', this.access);
    // Without an id the engine knows that the group no longer exists.
    if (served === undefined) return { props: state };
    return { id, props: { ...state, served, drifted: state.drifted || served !== state.served } };
  },
  async delete(_id, state) {
    await ask(state, 'DELETE', this.access);
  },
};
