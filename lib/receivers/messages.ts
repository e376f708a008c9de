/**
 * What a person is told, channel by channel, in Go's template language with the fields and functions that Alertmanager and
 * Grafana share: https://prometheus.io/docs/alerting/latest/notifications. The first line is for a phone's screen at night.
 */

/** How an engine links to its form for a silence, as a template on one alert. */
export type SilenceLink = string;
/** A link to Alertmanager's form for a silence of the alert, filled in. */
export const ALERTMANAGER_SILENCE: SilenceLink =
  '{{ $.ExternalURL }}/#/silences/new?filter=' +
  '{{ printf "{alertname=%q,environment=%q}" .Labels.alertname .Labels.environment | urlquery }}';
/** Grafana makes that link itself. */
export const GRAFANA_SILENCE: SilenceLink = '{{ .SilenceURL }}';

/** Those that fire, or all of them once it is over. */
const CONCERNED = '{{ $all := .Alerts }}{{ if eq .Status "firing" }}{{ $all = .Alerts.Firing }}{{ end }}';

/** Sorts as text what has the same number of digits; no two alerts of a message have the same one. */
const KEY = '(printf "%s %s" .Annotations.order .Fingerprint)';

/**
 * `body` for each of the `count` worst of `$all`: the highest values, or the lowest where the annotation `worst` says so.
 * The language cannot sort: each round looks for the worst that is less bad than the one before.
 */
const worst = (
  count: number,
  body: string,
): string => `{{ $highest := ne (index $all 0).Annotations.worst "lowest" }}{{ $before := "" -}}
{{- range stringSlice ${Array.from({ length: count }, (_, i) => `"${i}"`).join(' ')} }}{{ $next := "" -}}
{{- range $all }}{{ $key := ${KEY} -}}
{{- if or (eq $before "") (and (ne $key $before) (eq (lt $key $before) $highest)) -}}
{{- if or (eq $next "") (eq (gt $key $next) $highest) }}{{ $next = $key }}{{ end }}{{ end }}{{ end -}}
{{- range $all }}{{ if eq ${KEY} $next }}${body}{{ end }}{{ end -}}
{{- if $next }}{{ $before = $next }}{{ end }}{{ end -}}
`;

const LASTED = '.EndsAt.Sub .StartsAt';
/** "39 minutes", "1 hour 5 minutes", and below a minute "45 seconds": the template language cannot divide, but print a duration. */
const lastedInWords =
  `{{ $lasted := (${LASTED}).Round 60000000000 }}{{ if lt (${LASTED}).Minutes 1.0 }}{{ $lasted = (${LASTED}).Round 1000000000 }}{{ end }}` +
  '{{ printf "%v" $lasted | reReplaceAll "m0s$" "m" | reReplaceAll "h0m$" "h" | reReplaceAll "h(\\\\d)" "h $1" | ' +
  'reReplaceAll "h" " hours" | reReplaceAll "(\\\\d)m" "$1 minutes" | reReplaceAll "(\\\\d)s" "$1 seconds" | ' +
  'reReplaceAll "\\\\b1 (hour|minute|second)s" "1 $1" }}';
/** `3m20s`, without the zeros of a whole minute or hour. */
const lasted = `{{ printf "%v" ((${LASTED}).Round 1000000000) | reReplaceAll "m0s$" "m" | reReplaceAll "h0m$" "h" }}`;
const SINCE = 'since {{ .StartsAt.UTC.Format "15:04" }} UTC';

/** The panel from half an hour before the alert until now, or until a while after its end. */
const PANEL =
  '{{ .Annotations.dashboard_url }}&from={{ (.StartsAt.Add -1800000000000).UnixMilli }}' +
  '&to={{ if eq .Status "firing" }}now{{ else }}{{ (.EndsAt.Add 900000000000).UnixMilli }}{{ end }}';

/** How a channel writes. */
interface Style {
  readonly bold: (text: string) => string;
  readonly link: (title: string, url: string) => string;
  /** A value that may hold text of others, such as a route: a template that the channel shows letter by letter. */
  readonly escape: (value: string) => string;
}
const PLAIN: Style = {
  bold: (text) => text,
  link: (title, url) => `${title}: ${url}`,
  escape: (value) => `{{ ${value} }}`,
};
/** Slack's markup begins with & or <, and ends with >: https://docs.slack.dev/messaging/formatting-message-text#escaping */
const SLACK: Style = {
  bold: (text) => `*${text}*`,
  link: (title, url) => `<${url}|${title}>`,
  escape: (value) =>
    `{{ ${value} | reReplaceAll "&" "&amp;" | reReplaceAll "<" "&lt;" | reReplaceAll ">" "&gt;" | reReplaceAll "\\\\s+" " " }}`,
};

/** PagerDuty cuts its summary to 1,024 characters: a label that is longer than this leaves room for what follows it. */
const LONGEST_IN_TITLE = 300;
const CUT = `. | reReplaceAll "(?s)^(.{${LONGEST_IN_TITLE}}).+$" "\${1}…"`;

/** What, how much, on what. Where there is no limit the value says less than the summary. */
const headline = ({ escape }: Style): string =>
  `{{ if .Annotations.limit }}${escape('.Annotations.value')}{{ with .Annotations.culprit }} on ${escape(CUT)}{{ end }} ` +
  `(fires ${escape('.Annotations.limit')}){{ else }}` +
  `${escape('reReplaceAll " \\\\([^()]*\\\\)$" "" .Annotations.summary')}{{ with .Annotations.culprit }}: ${escape(CUT)}{{ end }}{{ end }}`;
const MORE = '{{ with slice $all 1 }}, {{ len . }} more{{ end }}';

const title = (style: Style): string =>
  CONCERNED +
  worst(
    1,
    '[{{ $.Status | toUpper }}] {{ .Labels.alertname }}: ' +
      `{{ if eq $.Status "resolved" }}over after ${lasted}; was: {{ end }}${headline(style)}${MORE}, {{ .Labels.environment }}` +
      `{{ if eq $.Status "firing" }}, ${SINCE}{{ end }}`,
  );

/** The worst three by name, each with its value and since when. */
const culprits = ({ bold, escape }: Style): string =>
  worst(
    3,
    `${bold(`{{ with .Annotations.culprit }}${escape('.')}{{ else }}{{ .Labels.alertname }}{{ end }}`)}: ` +
      `{{ if .Annotations.limit }}${escape('.Annotations.value')} (fires ${escape('.Annotations.limit')}), {{ end }}` +
      `{{ if eq .Status "firing" }}${SINCE}{{ else }}${SINCE}, over after ${lasted}{{ end }}\n`,
  ) + '{{- if gt (len $all) 3 }}and {{ len (slice $all 3) }} more\n{{ end }}';

/** What can be said of all of them, on the worst. */
const rest = ({ link, escape }: Style, silence: SilenceLink): string =>
  worst(
    1,
    `{{ if eq .Status "resolved" }}${escape('.Annotations.when_resolved')} ${lastedInWords}.{{ else }}${escape('.Annotations.description')}{{ end }}
{{ with .Annotations.may_follow_from }}May follow from: ${escape('.')}.
{{ end -}}
{{ with .Annotations.contact }}{{ . }}
{{ end -}}
${link('Runbook', '{{ .Annotations.runbook_url }}')}
${link('Panel', PANEL)}
{{ if eq .Status "firing" }}${link('Silence', silence)}
{{ end }}`,
  );

const text = (style: Style, silence: SilenceLink): string =>
  `${CONCERNED}{{ (index $all 0).Labels.severity }} in {{ (index $all 0).Labels.environment }}: ${style.escape('(index $all 0).Annotations.summary')}
${culprits(style)}${rest(style, silence)}`;

/** The templates by name, of the engine that links to a silence so. */
const bodies = (silence: SilenceLink) => ({
  title: title(PLAIN),
  slackTitle: title(SLACK),
  text: text(PLAIN, silence),
  slack: text(SLACK, silence),
  culprits: `${CONCERNED}${culprits(PLAIN)}`,
  panel: `${CONCERNED}${worst(1, PANEL)}`,
  silence: `${CONCERNED}${worst(1, silence)}`,
});
type Name = keyof ReturnType<typeof bodies>;

/** Unique on a Grafana that several stacks share. */
const templateName = (environment: string, name: string): string => `trading-${environment}.${name}`;

/** The definitions of all templates, one file. */
export const templates = (environment: string, silence: SilenceLink): string =>
  Object.entries(bodies(silence))
    .map(([name, body]) => `{{ define "${templateName(environment, name)}" }}${body}{{ end }}\n`)
    .join('');

/** The messages by channel, as the fields of a receiver ask for them. */
export function messages(environment: string) {
  const told = (name: Name) => `{{ template "${templateName(environment, name)}" . }}`;
  const first = (field: string) => `{{ (index .Alerts 0).${field} }}`;
  return {
    pagerduty: {
      summary: told('title'),
      component: first('Labels.component'),
      group: first('Labels.environment'),
      class: first('Labels.alertname'),
      details: {
        // Both engines add all alerts under these names by themselves; PagerDuty then drops every detail of a large page.
        firing: '',
        resolved: '',
        num_firing: '',
        num_resolved: '',
        culprits: told('culprits'),
        impact: first('Annotations.impact'),
        runbook: first('Annotations.runbook_url'),
        panel: told('panel'),
        silence: '{{ if eq .Status "firing" }}' + told('silence') + '{{ end }}',
      },
    },
    slack: { title: told('slackTitle'), link: told('panel'), text: told('slack') },
    email: { subject: told('title'), text: told('text') },
    webhook: { title: told('title'), message: told('text') },
  };
}
