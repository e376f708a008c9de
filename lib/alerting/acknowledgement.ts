/** The page on which a person acknowledges an incident: the engine's form for a silence, filled in. */

/** Addresses of an engine's pages, as people open them. */
export interface SilenceForm {
  readonly engine: 'grafana' | 'alertmanager';
  readonly url: string;
}

/** The form for a silence of one alert in one environment: the group that one notification is about. */
export function acknowledgeUrl({ engine, url }: SilenceForm, alertname: string, environment: string): string {
  const base = url.replace(/\/$/, '');
  if (engine === 'alertmanager') {
    const filter = `{alertname="${alertname}",environment="${environment}"}`;
    return `${base}/#/silences/new?filter=${encodeURIComponent(filter)}`;
  }
  const matchers = [`alertname=${alertname}`, `environment=${environment}`];
  const query = matchers.map((matcher) => `&matcher=${encodeURIComponent(matcher)}`).join('');
  return `${base}/alerting/silence/new?alertmanager=grafana${query}`;
}
