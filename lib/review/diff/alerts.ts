/** Alerts: which are there, when they fire, who hears of them, and what they say. */
import type { Change, Part } from './change';
import { listed, part, was } from './change';
import { expressionPart, joinLines, sameButNumbers, withoutLastUnless } from './expressions';
import { changedLeaves, keysOf } from './leaves';
import type { Alert, Rendered } from './rendered';
import { channelsOf } from './routing';
import { limit, withoutPlaceholders, quoted, span } from './words';

/** "… of the requests to … take longer than 1 s (at most 5% may) for 5 minutes." and what it means for users. */
function sentences({ rule }: Alert): { readonly sentence: string; readonly impact: string } {
  const { description = '', impact = '' } = rule?.annotations ?? {};
  const sentence = description.endsWith(impact)
    ? description.slice(0, description.length - impact.length)
    : description;
  return { sentence: withoutPlaceholders(sentence).trim(), impact };
}

const condition = (alert: Alert): string =>
  `${alert.fires === 'above' || alert.fires === 'below' ? `${alert.fires} ` : ''}${limit(alert.threshold, alert.unit)}`;

function thresholdPart(before: Alert, after: Alert): Part[] {
  if (before.threshold === after.threshold && before.unit === after.unit) return [];
  const fires = after.fires ?? before.fires;
  const number = was(limit(after.threshold, after.unit), limit(before.threshold, before.unit));
  if (fires === 'objective') return [{ field: 'objective', text: `objective ${number}` }];
  const known = fires === 'above' || fires === 'below';
  const sooner = known && before.unit === after.unit && after.threshold < before.threshold === (fires === 'above');
  return [
    {
      field: 'threshold',
      text: `fires ${known ? fires : 'at'} ${number}${known ? ` (${sooner ? 'sooner' : 'later'})` : ''}`,
    },
  ];
}

/** Who is told of the alert. */
const told = (alert: Alert, rendered: Rendered): string => {
  const channels = channelsOf(rendered, alert.severity);
  return channels.length === 0 ? 'nobody' : listed(channels);
};

function severityPart(before: Alert, after: Alert, [old, now]: readonly [Rendered, Rendered]): Part[] {
  if (before.severity === after.severity) return [];
  const [toldBefore, toldNow] = [told(before, old), told(after, now)];
  const change = toldBefore === toldNow ? '' : `; tells ${was(toldNow, toldBefore)}`;
  return [{ field: 'severity', text: `severity ${was(after.severity, before.severity)}${change}` }];
}

/** Labels but those that are said elsewhere, or that every alert of the stack has. */
const labels = ({ rule }: Alert) => {
  const { severity: _severity, environment: _environment, component: _component, ...rest } = rule?.labels ?? {};
  return rest;
};

const leafParts = (field: string, before: unknown, after: unknown): Part[] =>
  changedLeaves(before, after).flatMap(({ path, before: old, after: now }) =>
    part(field, old?.toString(), now?.toString(), `\`${path}\``),
  );

/** What only Grafana's rule says: what it makes of no data, how far it looks back, whom it tells by itself. */
function grafanaParts(before: Alert, after: Alert, alike: boolean): Part[] {
  if (before.grafana === undefined || after.grafana === undefined) return [];
  // Both servers take it from one place, so that a change of both is told once, of Prometheus' rule.
  const bothLast = before.rule?.keep_firing_for !== after.rule?.keep_firing_for;
  const rest = ({ grafana }: Alert) => {
    const all: Readonly<Record<string, unknown>> = grafana ?? {};
    const { data: _data, labels: _l, annotations: _a, for: _for, title: _t, keepFiringFor, ...own } = all;
    return bothLast ? own : { ...own, keepFiringFor };
  };
  const queryOf = ({ grafana }: Alert) => joinLines(grafana?.data[0]?.model.expr ?? '');
  const ownQuery = (alert: Alert) =>
    alert.inhibitedBy?.length === 0 ? queryOf(alert) : withoutLastUnless(queryOf(alert));
  const differs = queryOf(before) !== queryOf(after) && ownQuery(before) !== ownQuery(after);
  return [
    ...changedLeaves(rest(before), rest(after)).flatMap(({ path, before: old, after: now }) => {
      const [was, is] = [old?.toString(), now?.toString()];
      switch (path) {
        case 'noDataState':
          return part('no data', was, is, 'without data it is');
        case 'keepFiringFor':
          return part('fires on', span(was), span(is), 'in Grafana it fires on after its condition for');
        default:
          return part('grafana', was, is, `Grafana's \`${path}\``);
      }
    }),
    ...(alike && differs ? expressionPart(queryOf(before), queryOf(after), 'expression', "Grafana's expression") : []),
  ];
}

/** `number`, `duration`: whether those of the alert are others, which the expression may repeat. */
function expressionParts(before: Alert, after: Alert, number: boolean, duration: boolean): Part[] {
  if (before.expr === after.expr) return [];
  // What an SLO's objective allows decides how many burn rates its alerts look at.
  if (number && after.fires === 'objective') return [];
  if ((number || duration) && sameButNumbers(before.expr, after.expr, duration)) return [];
  const [old, now] = [sentences(before).sentence, sentences(after).sentence];
  const meaning = old === now ? '' : `; it means ${quoted(now)}, was ${quoted(old)}`;
  return expressionPart(before.expr, after.expr).map((one) => ({ ...one, text: one.text + meaning }));
}

function textParts(
  before: Alert,
  after: Alert,
  sentenceFollows: boolean,
  { environment: old }: Rendered,
  { environment: now }: Rendered,
) {
  const text = (alert: Alert, key: string) => alert.rule?.annotations[key] ?? '';
  const bare = (summary: string, environment: string) => summary.replace(` (${environment})`, '');
  const said = (field: string, a: string, b: string) =>
    a === b ? [] : [{ field, text: `${field} ${was(quoted(b), quoted(a))}` }];
  const [{ sentence: sentenceOld, impact: impactOld }, { sentence: sentenceNow, impact: impactNow }] = [
    sentences(before),
    sentences(after),
  ];
  return [
    ...said('summary', bare(text(before, 'summary'), old), bare(text(after, 'summary'), now)),
    ...(sentenceFollows
      ? []
      : [
          ...said('description', sentenceOld, sentenceNow),
          ...said(
            'resolved description',
            withoutPlaceholders(text(before, 'when_resolved')),
            withoutPlaceholders(text(after, 'when_resolved')),
          ),
        ]),
    ...said('impact', impactOld, impactNow),
    ...said('contact', text(before, 'contact'), text(after, 'contact')),
    ...said('runbook link', text(before, 'runbook_url'), text(after, 'runbook_url')),
    ...(before.panel === after.panel
      ? said('panel link', text(before, 'dashboard_url'), text(after, 'dashboard_url'))
      : part('panel', before.panel, after.panel, 'its link opens panel')),
  ];
}

/** Everything that differs about one alert. */
export function alertParts(before: Alert, after: Alert, between: readonly [Rendered, Rendered]): Part[] {
  const number = thresholdPart(before, after);
  // A revision that does not say how an alert fires does not say its least volume either.
  const volume =
    before.fires === undefined
      ? []
      : part('least volume', before.minimumRate?.toString(), after.minimumRate?.toString(), 'least volume a second');
  const duration = part('for', span(before.for), span(after.for), 'waits');
  const expression = expressionParts(before, after, number.length + volume.length > 0, duration.length > 0);
  const keeps = part(
    'keeps',
    span(before.rule?.keep_firing_for),
    span(after.rule?.keep_firing_for),
    'goes on after its end for',
  );
  const severity = severityPart(before, after, between);
  return [
    ...severity,
    ...number,
    ...duration,
    ...volume,
    ...expression,
    ...keeps,
    ...grafanaParts(before, after, before.expr === after.expr),
    ...part('component', before.component, after.component, 'component'),
    ...leafParts('label', labels(before), labels(after)),
    ...part('group', before.group, after.group, 'group'),
    ...textParts(
      before,
      after,
      [number, duration, volume, expression].some((parts) => parts.length > 0),
      ...between,
    ),
  ];
}

/** The fields that say when somebody is told, and who. The rest is what they read. */
const PAGING = [
  'severity',
  'threshold',
  'objective',
  'for',
  'least volume',
  'expression',
  'keeps',
  'no data',
  'fires on',
  'grafana',
  'label',
];

const alertChange = (kind: Change['kind'], alert: Alert, parts: readonly Part[], before = alert): Change => ({
  area: kind === 'changed' && !parts.some(({ field }) => PAGING.includes(field)) ? 'message' : 'alert',
  kind,
  subject: `**${alert.name}**`,
  name: alert.name,
  parts,
  panels: [...new Set([before.panel, alert.panel])],
  pages: true,
});

/** What a reader wants to know of an alert that is new, or no longer there. */
function wholeAlert(alert: Alert, rendered: Rendered): string {
  const duration = span(alert.for);
  const { limit: compared } = alert.rule?.annotations ?? {};
  const limited = compared ?? (alert.fires === 'fixed' ? undefined : condition(alert));
  const fires =
    limited === undefined
      ? `fires ${duration === 'at once' ? duration : `after ${duration}`}`
      : `fires ${limited}${duration === 'at once' ? '' : ` for ${duration}`}`;
  return `${alert.severity}, ${fires}; tells ${told(alert, rendered)}`;
}

/** Alerts added, removed and changed. Renamed ones have been given one name before. */
export function compareAlerts(before: Rendered, after: Rendered): Change[] {
  const { gone, fresh, both } = keysOf(before.alerts, after.alerts);
  return [
    ...gone.map(([, alert]) =>
      alertChange('removed', alert, [{ field: 'removed', text: `is removed (it was ${wholeAlert(alert, before)})` }]),
    ),
    ...fresh.map(([, alert]) =>
      alertChange('added', alert, [{ field: 'added', text: `is new: ${wholeAlert(alert, after)}` }]),
    ),
    ...both.flatMap(([, old, now]) => {
      const parts = alertParts(old, now, [before, after]);
      return parts.length === 0 ? [] : [alertChange('changed', now, parts, old)];
    }),
  ];
}

/** Pairs of an alert that is gone and one that is new and asks the same, or says the same about the same panel. */
export function renamedAlerts(before: Rendered, after: Rendered): [string, string][] {
  const { gone, fresh } = keysOf(before.alerts, after.alerts);
  const summary = ({ rule }: Alert) => rule?.annotations.summary ?? '';
  const same = (a: Alert, b: Alert) => a.expr === b.expr || (summary(a) === summary(b) && a.panel === b.panel);
  const pairs: [string, string][] = [];
  for (const [old, alert] of gone) {
    const [twin, ...others] = fresh.filter(
      ([name, one]) => same(alert, one) && !pairs.some(([, taken]) => taken === name),
    );
    if (twin !== undefined && others.length === 0) pairs.push([old, twin[0]]);
  }
  return pairs;
}
