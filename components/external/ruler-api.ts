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

/** The complete authorization header, as the resources' provider is configured with it. */
export const AUTHORIZATION = 'ruler:authorization';

/** The state of a group that an older version loaded, when each group had the header itself. */
interface FormerGroup {
  readonly authorization?: string;
}

/** A group in the ruler. */
interface LoadedGroup extends RulerGroup, FormerGroup {
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
    return 'it refuses the credentials; see external.ruler.basicAuth, external.ruler.bearerToken and external.ruler.tenant';
  if (status === 404 || status === 405)
    return 'it has no ruler API there; external.ruler.url is the address without a path, and Mimir needs -ruler.enable-api';
  return 'it does not take the rule group';
}

/** The ruler's response; undefined if it has no such group. */
async function ask(
  to: RulerGroup,
  method: 'GET' | 'POST' | 'DELETE',
  authorization: string | undefined,
): Promise<string | undefined> {
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
async function load(to: RulerGroup, authorization: string | undefined): Promise<LoadedGroup> {
  await ask(to, 'POST', authorization);
  return { ...to, served: (await ask(to, 'GET', authorization)) ?? '', drifted: false };
}

/** The lifecycle of one group: it is updated in place, and replaced if its name or namespace changes. */
export const rulerGroup: dynamic.ResourceProvider<RulerGroup, LoadedGroup> & { authorization?: string | undefined } = {
  async configure({ config }) {
    this.authorization = config.get(AUTHORIZATION);
  },
  async diff(_id, old, now) {
    const places = (['url', 'tenant', 'namespace'] as const).filter((key) => old[key] !== now[key]);
    const replaces = [...places, ...(old.group.name === now.group.name ? [] : ['group'])];
    const changed = old.drifted || old.authorization !== undefined || !isDeepStrictEqual(old.group, now.group);
    return { changes: changed || replaces.length > 0, replaces };
  },
  async create(now) {
    return { id: `${now.namespace}/${now.group.name}`, outs: await load(now, this.authorization) };
  },
  async update(_id, _old, now) {
    return { outs: await load(now, this.authorization) };
  },
  async read(id, state) {
    if (state === undefined) throw failure('A rule group of a ruler cannot be imported: `pulumi up` takes it over.');
    const served = await ask(state, 'GET', this.authorization);
    // Without an id the engine knows that the group no longer exists.
    if (served === undefined) return { props: state };
    return { id, props: { ...state, served, drifted: state.drifted || served !== state.served } };
  },
  async delete(_id, state) {
    await ask(state, 'DELETE', this.authorization);
  },
};
