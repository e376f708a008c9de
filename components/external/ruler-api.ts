/**
 * One rule group on a Mimir ruler (Mimir, Grafana Enterprise Metrics, Grafana Cloud):
 * https://grafana.com/docs/mimir/latest/references/http-api/#ruler
 *
 * This file's functions travel as text to the process that runs dynamic resources: they use nothing but each other and
 * what Node has. Of functions that others use, such as `requestJson`, the engine refuses what is no JavaScript.
 */
import { isDeepStrictEqual } from 'node:util';
import type { dynamic } from '@pulumi/pulumi';

export interface RuleGroup {
  readonly name: string;
  readonly interval: string;
  readonly rules: readonly object[];
}

/** What is told to the resource, and what its state holds. */
export interface RulerGroup {
  /** The server's address, without the path of its API. */
  readonly url: string;
  readonly namespace: string;
  readonly group: RuleGroup;
  readonly tenant?: string;
}

/** The header that opens the ruler, whole, as the resources' provider is configured with it. */
export const AUTHORIZATION = 'ruler:authorization';

/** The state of a group that was loaded when each had the header for itself. */
interface FormerGroup {
  readonly authorization?: string;
}

/** A group as the ruler has it. */
interface LoadedGroup extends RulerGroup, FormerGroup {
  /** The ruler's own text of it. */
  readonly served: string;
  /** Whether somebody else has changed it since this stack loaded it. */
  readonly drifted: boolean;
}

/** An error for a person. The engine prints the stack of what it catches, and here that says nothing. */
function failure(message: string): Error {
  const error = new Error(message);
  error.stack = '';
  return error;
}

/** What to do about an answer that is no success. */
function advice(status: number): string {
  if (status === 401 || status === 403)
    return 'it refuses the credentials; see external.ruler.basicAuth, external.ruler.bearerToken and external.ruler.tenant';
  if (status === 404 || status === 405)
    return 'it has no ruler API there; external.ruler.url is the address without a path, and Mimir needs -ruler.enable-api';
  return 'it does not take the rule group';
}

/** Answers of the ruler; undefined where it has no such group. */
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
      // JSON is YAML, and needs no library where this runs.
      ...(method === 'POST' ? { body: JSON.stringify(to.group) } : {}),
      // A redirect would carry the credentials elsewhere, or end on a login page that answers 200.
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
  // Mimir says so in words; any other 404 is a wrong address.
  if (answer.status === 404 && method !== 'POST' && /group does not exist|no rule groups found/i.test(text))
    return undefined;
  if (answer.ok) return text;
  const firstLine = text.trim().split('\n')[0]?.slice(0, 200) ?? '';
  throw failure(
    `The ruler at ${to.url} answered ${answer.status}: ${advice(answer.status)}.${firstLine === '' ? '' : ` It said: ${firstLine}`}`,
  );
}

/** Loads the group, and looks at how the ruler writes it back: it has its own spelling of durations and texts. */
async function load(to: RulerGroup, authorization: string | undefined): Promise<LoadedGroup> {
  await ask(to, 'POST', authorization);
  return { ...to, served: (await ask(to, 'GET', authorization)) ?? '', drifted: false };
}

/** The life of one group: in its place it is changed, in another place it is another group. */
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
    // Without an id the engine knows that it is gone.
    if (served === undefined) return { props: state };
    return { id, props: { ...state, served, drifted: state.drifted || served !== state.served } };
  },
  async delete(_id, state) {
    await ask(state, 'DELETE', this.authorization);
  },
};
