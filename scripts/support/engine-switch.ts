/** The warning before an update changes the engine: the old one is removed without sending resolved notifications. */
import type { Settings } from '../../lib/settings/schema';
import { toGroup, type Json } from '../../lib/json-values';
import { describeError } from '../../lib/servers/error-sentence';
import { requestJson } from '../../lib/servers/json-request';

const TIMEOUT = 5_000;

interface Answer {
  readonly data?: { readonly result?: readonly { readonly metric: Readonly<Record<string, string>> }[] };
}

type StackName = Pick<Settings, 'catalogue' | 'environment'>;

/** The names of the firing alerts, without duplicates. Prometheus evaluates every rule, whatever the engine. */
async function firingAlerts(url: string, { catalogue, environment }: StackName): Promise<string[]> {
  const query = `ALERTS{alertstate="firing",environment="${environment}",alertname!="${catalogue.heartbeat ?? ''}"}`;
  const path = `/api/v1/query?${new URLSearchParams({ query }).toString()}`;
  const server = { name: 'Prometheus', url: url.replace(/\/$/, '') };
  const { status, json } = await requestJson(server, 'GET', path, undefined, TIMEOUT);
  if (status !== 200) throw new Error(`Prometheus at ${url} answers ${status}`);
  const { data } = toGroup(json) as Answer;
  if (data?.result === undefined) throw new Error(`what answers at ${url} does not answer as Prometheus does`);
  return [...new Set(data.result.map(({ metric }) => metric.alertname ?? 'an alert without a name'))].sort();
}

/** The incidents to close by hand if the settings have another engine than the deployed stack; else empty. */
export async function pagesLeftOpen(
  outputs: Json,
  { alerting, ...stack }: StackName & Pick<Settings, 'alerting'>,
): Promise<string[]> {
  const before = outputs.alertingEngine;
  if (typeof before !== 'string' || before === alerting.engine) return [];
  const moved = `alerting.engine goes from ${before} to ${alerting.engine}`;
  const url = outputs.prometheusUrl;
  const unknown = (why: string) => [
    `${moved}, and ${before} ends no page that it began. Which alerts fire is not known (${why}): close their pages by hand.`,
  ];
  if (typeof url !== 'string') return unknown('Prometheus has no address of its own');
  try {
    const names = await firingAlerts(url, stack);
    return names.length === 0
      ? [`${moved}. No alert fires, so no page stays open.`]
      : [
          `${moved}, and ${before} ends no page that it began. Close by hand, or switch when they are over: ${names.join(', ')}.`,
        ];
  } catch (error) {
    return unknown(describeError(error));
  }
}
