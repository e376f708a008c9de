/**
 * Silences of a running Alertmanager, or of the one in Grafana, which has the same API:
 * https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml
 */
import { toGroup, toGroups } from '../json-values';
import type { Engine } from '../settings/alerting';
import { refusal, requestJson, type ApiServer } from './json-request';

const API: Readonly<Record<Engine, string>> = {
  alertmanager: '/api/v2',
  grafana: '/api/alertmanager/grafana/api/v2',
};

/** A server that stores silences. */
export interface SilenceServer {
  readonly engine: Engine;
  readonly server: ApiServer;
}

interface Matcher {
  readonly name: string;
  readonly value: string;
  readonly isRegex: boolean;
  readonly isEqual?: boolean;
}
export interface NewSilence {
  /** Label values: the silence matches the alerts that have all of them. */
  readonly labels: Readonly<Record<string, string>>;
  /** Milliseconds. */
  readonly length: number;
  readonly why: string;
  readonly by: string;
}
export interface Silence {
  readonly id: string;
  readonly matchers: readonly Matcher[];
  readonly endsAt: Date;
  readonly why: string;
  readonly by: string;
}

const isDone = (status: number): boolean => status === 200 || status === 202;

/** Creates a silence that starts now; returns its id. */
export async function addSilence({ engine, server }: SilenceServer, silence: NewSilence): Promise<string> {
  const now = Date.now();
  const answer = await requestJson(server, 'POST', `${API[engine]}/silences`, {
    matchers: Object.entries(silence.labels).map(([name, value]) => ({ name, value, isRegex: false, isEqual: true })),
    startsAt: new Date(now),
    endsAt: new Date(now + silence.length),
    createdBy: silence.by,
    comment: silence.why,
  });
  const { silenceID: id } = toGroup(answer.json);
  if (!isDone(answer.status) || typeof id !== 'string') throw refusal(server, 'the silence', answer);
  return id;
}

/** Active and pending silences, the first to end first. */
export async function listSilences({ engine, server }: SilenceServer): Promise<Silence[]> {
  const answer = await requestJson(server, 'GET', `${API[engine]}/silences`);
  if (answer.status !== 200 || !Array.isArray(answer.json)) throw refusal(server, 'its silences', answer);
  return toGroups(answer.json)
    .filter(({ status }) => toGroup(status).state !== 'expired')
    .map(({ id, matchers, endsAt, comment, createdBy }) => ({
      id: String(id),
      matchers: toGroups(matchers) as unknown as Matcher[],
      endsAt: new Date(String(endsAt)),
      why: String(comment),
      by: String(createdBy),
    }))
    .sort((one, other) => one.endsAt.getTime() - other.endsAt.getTime());
}

export async function endSilence({ engine, server }: SilenceServer, id: string): Promise<void> {
  const answer = await requestJson(server, 'DELETE', `${API[engine]}/silence/${encodeURIComponent(id)}`);
  if (!isDone(answer.status)) throw refusal(server, `the end of the silence ${id}`, answer);
}

/** Whether a silence may match alerts of the environment: not if it names another environment. */
export const concernsEnvironment = ({ matchers }: Silence, environment: string): boolean =>
  matchers.every(
    ({ name, value, isRegex, isEqual = true }) =>
      name !== 'environment' || isRegex || (value === environment) === isEqual,
  );

/** The alerts that a silence matches, in words. */
export function silencedAlerts({ matchers }: Silence): string {
  const alert = matchers.find(({ name, isRegex, isEqual = true }) => name === 'alertname' && !isRegex && isEqual);
  const furtherMatchers = matchers.filter((matcher) => matcher !== alert && matcher.name !== 'environment');
  const conditions = furtherMatchers.map(
    ({ name, value, isRegex, isEqual = true }) =>
      `${name}${isEqual ? '=' : '!'}${isRegex ? '~' : isEqual ? '' : '='}${value}`,
  );
  if (alert === undefined && conditions.length === 0) return 'every alert';
  return [alert?.value ?? 'alerts', ...(conditions.length === 0 ? [] : [`with ${conditions.join(', ')}`])].join(' ');
}
