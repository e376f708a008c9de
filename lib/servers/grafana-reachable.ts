/** Whether a Grafana that exists can be worked with, asked before anything is changed. */
import { toGroup } from '../json-values';
import { describeError } from './error-sentence';
import { requestJson, type ApiAnswer } from './json-request';

const PATIENCE = 10_000;

/** What it answers, or a sentence where it does not. */
const ask = (url: string, path: string, authorization?: string): Promise<ApiAnswer | string> =>
  requestJson({ name: 'Grafana', url, authorization }, 'GET', path, undefined, PATIENCE).catch(describeError);

/** Grafana's health as it tells it, whatever the version. */
const isGrafana = ({ status, json }: ApiAnswer): boolean => status === 200 && 'database' in toGroup(json);

/** What stands in the way of a stack on the Grafana at `url`; nothing where it answers and knows the token. */
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
  // Whether a token may read data sources is another matter: an editor's uses them without.
  return typeof source !== 'string' && source.status === 404
    ? [`Grafana at ${url} has no data source with the UID ${dataSourceUid}: see external.prometheus.dataSourceUid.`]
    : [];
}

/**
 * Whether the Grafana of the stack takes the password that the state knows, asked once: the provider would try five
 * times, after which Grafana locks the account for five minutes. Nothing where it takes it, or does not answer yet.
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
