/**
 * The parts of a notification, in Go's template language with the fields and functions that Alertmanager and Grafana
 * share: https://prometheus.io/docs/alerting/latest/notifications. The title is for a phone's screen at night.
 */
import { WHILE_IT_FIRED } from '../alerting/alert-annotations';

/** The form for a silence of the alert, filled in. */
const ACKNOWLEDGE = '{{ .Annotations.acknowledge_url }}';

/** The firing alerts, or all of them in a resolved notification. */
const CONCERNED = '{{ $all := .Alerts }}{{ if eq .Status "firing" }}{{ $all = .Alerts.Firing }}{{ end }}';

/**
 * A key that sorts correctly as text, because all keys have the same number of digits. No two alerts of a message have
 * the same key.
 */
const KEY = '(printf "%s %s" .Annotations.order .Fingerprint)';

/**
 * `body` for each of the `count` worst alerts in `$all`: the highest values, or the lowest if the annotation `worst`
 * says so. The template language cannot sort, so each round searches for the worst alert that comes after the one of
 * the round before.
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

const ALERT_DURATION = '.EndsAt.Sub .StartsAt';
/**
 * "39 minutes", "1 hour 5 minutes", and below a minute "45 seconds". The template language cannot divide, but it can
 * print a duration.
 */
const lastedInWords =
  `{{ $lasted := (${ALERT_DURATION}).Round 60000000000 }}{{ if lt (${ALERT_DURATION}).Minutes 1.0 }}{{ $lasted = (${ALERT_DURATION}).Round 1000000000 }}{{ end }}` +
  '{{ printf "%v" $lasted | reReplaceAll "m0s$" "m" | reReplaceAll "h0m$" "h" | reReplaceAll "h(\\\\d)" "h $1" | ' +
  'reReplaceAll "h" " hours" | reReplaceAll "(\\\\d)m" "$1 minutes" | reReplaceAll "(\\\\d)s" "$1 seconds" | ' +
  'reReplaceAll "\\\\b1 (hour|minute|second)s" "1 $1" }}';
/** `3m20s`, without the zeros of a whole minute or hour. */
const durationTemplate = `{{ printf "%v" ((${ALERT_DURATION}).Round 1000000000) | reReplaceAll "m0s$" "m" | reReplaceAll "h0m$" "h" }}`;
const SINCE = 'since {{ .StartsAt.UTC.Format "15:04" }} UTC';

/** The panel from half an hour before the alert until now, or until some time after its end. */
const PANEL =
  '{{ .Annotations.dashboard_url }}&from={{ (.StartsAt.Add -1800000000000).UnixMilli }}' +
  '&to={{ if eq .Status "firing" }}now{{ else }}{{ (.EndsAt.Add 900000000000).UnixMilli }}{{ end }}';

/** How a receiver formats bold text, links, and text from outside. */
export interface Markup {
  readonly bold: (text: string) => string;
  readonly link: (title: string, url: string) => string;
  /**
   * A template that prints `value` literally; it may contain text from outside, such as a route. A kind that limits a
   * message's length truncates it; a sentence may be longer than a name.
   */
  readonly escape: (value: string, part?: 'sentence') => string;
  /** Whether a text contains only the alert's sentence and its links, for a receiver with a low limit. */
  readonly isBrief?: boolean;
  /** Ends a line, if a single newline does not. */
  readonly lineBreak?: string;
  /**
   * Formats the stack's text on whom to call; if left out, the text may contain the receiver's markup, such as a
   * mention.
   */
  readonly contact?: (value: string) => string;
}
const PLAIN_TEXT: Markup = {
  bold: (text) => text,
  link: (title, url) => `${title}: ${url}`,
  escape: (value) => `{{ ${value} }}`,
};

/** PagerDuty truncates its summary to 1,024 characters; with this limit a long label leaves room for the rest. */
const LONGEST_IN_TITLE = 300;
const CUT = `. | reReplaceAll "(?s)^(.{${LONGEST_IN_TITLE}}).+$" "\${1}…"`;

/** What happened, the value, and the culprit. Without a limit, the summary says more than the value. */
const headline = ({ escape }: Markup): string =>
  `{{ if .Annotations.limit }}${escape('.Annotations.value')}{{ with .Annotations.culprit }} on ${escape(CUT)}{{ end }} ` +
  `(fires ${escape('.Annotations.limit')}){{ else }}` +
  `${escape('reReplaceAll " \\\\([^()]*\\\\)$" "" .Annotations.summary')}{{ with .Annotations.culprit }}: ${escape(CUT)}{{ end }}{{ end }}`;
const MORE = '{{ with slice $all 1 }}, {{ len . }} more{{ end }}';

const title = (markup: Markup): string =>
  CONCERNED +
  worst(
    1,
    '[{{ $.Status | toUpper }}] {{ .Labels.alertname }}: ' +
      `{{ if eq $.Status "resolved" }}over after ${durationTemplate}; was: {{ end }}${headline(markup)}${MORE}, {{ .Labels.environment }}` +
      `{{ if eq $.Status "firing" }}, ${SINCE}{{ end }}`,
  );

/** The three worst culprits by name, each with its value and start. */
const culprits = ({ bold, escape }: Markup): string =>
  worst(
    3,
    `${bold(`{{ with .Annotations.culprit }}${escape('.')}{{ else }}{{ .Labels.alertname }}{{ end }}`)}: ` +
      `{{ if .Annotations.limit }}${escape('.Annotations.value')} (fires ${escape('.Annotations.limit')}), {{ end }}` +
      `{{ if eq .Status "firing" }}${SINCE}{{ else }}${SINCE}, over after ${durationTemplate}{{ end }}\n`,
  ) + '{{- if gt (len $all) 3 }}and {{ len (slice $all 3) }} more\n{{ end }}';

/** The resolved sentence up to the duration. */
const RESOLVED = `reReplaceAll " ${WHILE_IT_FIRED.replace('.', '\\\\.')}$" "" .Annotations.when_resolved`;

/** The texts that apply to all alerts of the group, taken from the worst one. */
const sharedTexts = ({ link, escape, contact = (value) => `{{ ${value} }}`, isBrief = false }: Markup): string =>
  worst(
    1,
    `{{ if eq .Status "resolved" }}${escape(RESOLVED, 'sentence')} ${lastedInWords}.{{ else }}${escape('.Annotations.description', 'sentence')}{{ end }}
${
  isBrief
    ? ''
    : `{{ with .Annotations.may_follow_from }}May follow from: ${escape('.', 'sentence')}.
{{ end -}}
{{ with .Annotations.contact }}${contact('.')}
{{ end -}}
`
}${link('Runbook', '{{ .Annotations.runbook_url }}')}
${link('Panel', PANEL)}
{{ if and (eq .Status "firing") .Annotations.acknowledge_url }}${link('Acknowledge', ACKNOWLEDGE)}
{{ end }}`,
  );

function text(markup: Markup): string {
  if (markup.isBrief === true) return `${CONCERNED}${sharedTexts(markup)}`;
  const lines = `${CONCERNED}{{ (index $all 0).Labels.severity }} in {{ (index $all 0).Labels.environment }}: ${markup.escape('(index $all 0).Annotations.summary')}
${culprits(markup)}${sharedTexts(markup)}`;
  return markup.lineBreak === undefined ? lines : lines.replaceAll('\n', markup.lineBreak);
}

/** The markup of a kind that has its own; its templates are named after the kind's key. */
export interface NamedMarkup {
  readonly key: string;
  readonly markup: Markup;
}

/** The templates by name. */
function templateBodies(markups: readonly NamedMarkup[]): Readonly<Record<string, string>> {
  const ofEach = (name: (key: string) => string, body: (markup: Markup) => string) =>
    Object.fromEntries(markups.map(({ key, markup }) => [name(key), body(markup)]));
  return {
    title: title(PLAIN_TEXT),
    ...ofEach((key) => `${key}Title`, title),
    text: text(PLAIN_TEXT),
    ...ofEach((key) => key, text),
    culprits: `${CONCERNED}${culprits(PLAIN_TEXT)}`,
    panel: `${CONCERNED}${worst(1, PANEL)}`,
    acknowledge: `${CONCERNED}${worst(1, ACKNOWLEDGE)}`,
  };
}

/** The template's name, with the stack: several stacks may share one Grafana. */
const templateName = (stack: string, name: string): string => `${stack}.${name}`;

/** The definitions of all templates, as one file. */
export const defineTemplates = (stack: string, markups: readonly NamedMarkup[]): string =>
  Object.entries(templateBodies(markups))
    .map(([name, body]) => `{{ define "${templateName(stack, name)}" }}${body}{{ end }}\n`)
    .join('');

/** The parts that a receiver kind builds its message from: each part is a template. */
export interface MessageParts {
  /** Status, alert, value, culprit, environment and start on one line, in the kind's markup. */
  readonly title: string;
  /** The same in plain text. */
  readonly plainTitle: string;
  /** Severity, summary, the worst three culprits, the alert's sentence, contact and links, in the kind's markup. */
  readonly text: string;
  /** The worst three culprits, in plain text. */
  readonly culprits: string;
  /** Address of the alert's panel. */
  readonly panel: string;
  /** Address of the form for a silence; empty when the alert is over. */
  readonly acknowledge: string;
  /** A field of the first alert, such as `Labels.component`. */
  readonly first: (field: string) => string;
}

/** The parts for a stack, in the markup of the kind `key`, or in plain text. */
export function messageParts(stack: string, key?: string): MessageParts {
  const part = (name: string) => `{{ template "${templateName(stack, name)}" . }}`;
  return {
    title: part(key === undefined ? 'title' : `${key}Title`),
    plainTitle: part('title'),
    text: part(key ?? 'text'),
    culprits: part('culprits'),
    panel: part('panel'),
    acknowledge: `{{ if eq .Status "firing" }}${part('acknowledge')}{{ end }}`,
    first: (field) => `{{ (index .Alerts 0).${field} }}`,
  };
}
