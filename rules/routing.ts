/** How notifications are grouped, how often they come, and what they say; the same for both engines. */
import type { Duration } from '../metrics/units';
import type { Severity } from './labels';
import type { AlertName } from './catalogue';

/** One notification for each of these. The values are labels of every alert. */
export const GROUP_BY = ['alertname', 'environment', 'component'] as const;

/** The alert that always fires: its absence is the message. */
export const WATCHDOG: AlertName = 'Watchdog';

export interface Rhythm {
  /** Before the first notification, so that what silences the alert has time to fire too. */
  readonly wait: Duration;
  /** Before the next one about the same group: a change of state waits at the most this long. */
  readonly interval: Duration;
  /** Before the same is told again. */
  readonly repeat: Duration;
}

/** A page comes at once and nags; a warning waits for its critical twin and is repeated twice a day. */
export const RHYTHM: Readonly<Record<Severity, Rhythm>> = {
  critical: { wait: '10s', interval: '1m', repeat: '1h' },
  warning: { wait: '1m', interval: '5m', repeat: '12h' },
  info: { wait: '5m', interval: '30m', repeat: '1d' },
};

/** A heartbeat every few minutes: monitors of heartbeats expect no faster one, and slower ones notice late. */
export const HEARTBEAT: Rhythm = { wait: '0s', interval: '1m', repeat: '4m' };

/** Names of the templates, unique on a Grafana that several stacks share. */
const templateNames = (environment: string) => ({
  title: `trading-${environment}.title`,
  text: `trading-${environment}.text`,
  slack: `trading-${environment}.slack`,
});

/**
 * The messages, in Go's template language with the fields that Alertmanager and Grafana share. `silence` is how the
 * engine links to its form for a silence, as a template on one alert.
 * https://prometheus.io/docs/alerting/latest/notifications
 */
export function templates(environment: string, silence: string): string {
  const names = templateNames(environment);
  const links = (link: (title: string, url: string) => string) =>
    [
      link('Runbook', '{{ .Annotations.runbook_url }}'),
      link('Panel', '{{ .Annotations.dashboard_url }}'),
      `{{ if eq .Status "firing" }}${link('Silence', silence)}{{ end }}`,
    ].join('\n');
  const message = (link: (title: string, url: string) => string) => `{{ range .Alerts -}}
{{ .Annotations.summary }}
{{ .Annotations.description }}
{{ with .Annotations.contact }}{{ . }}
{{ end -}}
${links(link)}
{{ end }}`;
  return `{{ define "${names.title}" }}[{{ .Status | toUpper }}] {{ .CommonLabels.alertname }} ({{ .CommonLabels.severity }}, {{ .CommonLabels.environment }}){{ end }}
{{ define "${names.text}" }}${message((title, url) => `${title}: ${url}`)}{{ end }}
{{ define "${names.slack}" }}${message((title, url) => `<${url}|${title}>`)}{{ end }}
`;
}

/** The messages as a field of a receiver asks for them. */
export function messages(environment: string): ReturnType<typeof templateNames> {
  const { title, text, slack } = templateNames(environment);
  const told = (template: string) => `{{ template "${template}" . }}`;
  return { title: told(title), text: told(text), slack: told(slack) };
}

/** What PagerDuty sorts incidents by; both engines call it the same. */
export const PAGERDUTY = {
  component: '{{ .CommonLabels.component }}',
  group: '{{ .CommonLabels.environment }}',
} as const;

/** A link to Alertmanager's form for a silence of the alert, filled in. */
export const ALERTMANAGER_SILENCE =
  '{{ $.ExternalURL }}/#/silences/new?filter=' +
  '{{ printf "{alertname=%q,environment=%q}" .Labels.alertname .Labels.environment | urlquery }}';

/** Grafana makes that link itself. */
export const GRAFANA_SILENCE = '{{ .SilenceURL }}';
