/** Checks an existing Grafana before anything is changed. */
import { toGroup } from '../json-values';
import { describeError } from './error-sentence';
import { requestJson, type ApiAnswer } from './json-request';

const TIMEOUT = 10_000;

/** The response, or a sentence if there is none. */
const ask = (url: string, path: string, authorization?: string): Promise<ApiAnswer | string> =>
  requestJson({ name: 'Grafana', url, authorization }, 'GET', path, undefined, TIMEOUT).catch(describeError);

/** Whether the response is Grafana's health endpoint, in any version. */
const isGrafana = ({ status, json }: ApiAnswer): boolean => status === 200 && 'database' in toGroup(json);

/** Why a stack cannot be deployed to the Grafana at `url`; empty if it answers and accepts the token. */
export async function grafanaProblems(url: string, token: string, dataSourceUid?: string): Promise<string[]> {
  const bearer = `Bearer ${token}`;
  const health = await ask(url, '/api/health');
  if (typeof health === 'string') return [`${health}: see external.grafana.url.`];
  if (!isGrafana(health))
    return [`No healthy Grafana answers at ${url} (${health.status} for /api/health): see external.grafana.url.`];
  const folders = await ask(url, '/api/folders?limit=1', bearer);
  if (typeof folders === 'string') return [`${folders}: see external.grafana.url.`];
  if (folders.status === 401)
    return [`Grafana at ${url} refuses the token: \`pulumi config set --secret --path external.grafana.token\`.`];
  if (folders.status !== 200)
    return [`The token may not list folders at ${url} (${folders.status}): docs/external.md says what it needs.`];
  if (dataSourceUid === undefined) return [];
  const source = await ask(url, `/api/datasources/uid/${encodeURIComponent(dataSourceUid)}`, bearer);
  // Only 404 is a problem: a token without the right to read data sources, such as an editor's, can still use them.
  return typeof source !== 'string' && source.status === 404
    ? [`Grafana at ${url} has no data source with the UID ${dataSourceUid}: see external.prometheus.dataSourceUid.`]
    : [];
}

/**
 * Whether the stack's Grafana accepts the password in the state. It is tried only once: the provider would try it five
 * times, after which Grafana locks the account for five minutes. No problem if it is accepted, or if Grafana does not
 * answer yet.
 */
export async function passwordProblems(url: string, user: string, password: string): Promise<string[]> {
  const basic = Buffer.from(`${user}:${password}`).toString('base64');
  const answer = await ask(url, '/api/org', `Basic ${basic}`);
  return typeof answer !== 'string' && answer.status === 401
    ? [
        `Grafana at ${url} does not take the password that this stack's state has for "${user}": it was changed in Grafana, ` +
          'or the database is an older one (docs/operations.md, "Grafana refuses the password"). After five wrong ' +
          'passwords Grafana keeps the account locked for five minutes, to the right one as well.',
      ]
    : [];
}
