/** Differences of alerts: which exist, when they fire, who is notified, and their texts. */
import { humanize, joinWords } from '../../units';
import { compareByName, leafParts, pairByName, part, beforeAndAfter, type Change, type Part } from './change';
import { expressionPart, sameButNumbers } from './expressions';
import type { Alert, Rendered } from './rendered';
import { channelsOf } from './routing';
import { quote, span } from './words';

const annotation = ({ rule }: Alert, name: string): string => rule?.annotations?.[name] ?? '';

/** The annotations that the on-call reads, besides summary and description, by the name of their part. */
const ANNOTATIONS = {
  'resolved description': 'when_resolved',
  impact: 'impact',
  contact: 'contact',
  'runbook link': 'runbook_url',
  'panel link': 'dashboard_url',
} as const;

/** The fields that are only read, and say neither when somebody is notified nor who. */
const TEXTS = ['component', 'group', 'summary', 'description', 'panel', ...Object.keys(ANNOTATIONS)];

/** The summary without the environment, which differs between stacks. */
const summaryOf = (alert: Alert): string =>
  annotation(alert, 'summary').replace(` (${alert.rule?.labels?.environment})`, '');

function thresholdPart(before: Alert, after: Alert): Part[] {
  if (before.threshold === after.threshold && before.unit === after.unit) return [];
  const fires = after.fires ?? before.fires;
  const number = beforeAndAfter(humanize(after.threshold, after.unit), humanize(before.threshold, before.unit));
  if (fires === 'objective') return [{ field: 'objective', text: `objective ${number}` }];
  const directed = fires === 'above' || fires === 'below';
  const sooner = after.threshold < before.threshold === (fires === 'above');
  const when = directed && before.unit === after.unit ? ` (${sooner ? 'sooner' : 'later'})` : '';
  return [{ field: 'threshold', text: `fires ${directed ? fires : 'at'} ${number}${when}` }];
}

const channels = (alert: Alert, rendered: Rendered): string =>
  joinWords(channelsOf(rendered, alert.severity, alert.rule?.labels?.team)) || 'nobody';

function severityPart(before: Alert, after: Alert, [old, now]: readonly [Rendered, Rendered]): Part[] {
  const [from, to] = [channels(before, old), channels(after, now)];
  return part('severity', before.severity, after.severity, 'severity').map(({ field, text }) => ({
    field,
    text: from === to ? text : `${text}; notifies ${beforeAndAfter(to, from)}`,
  }));
}

/** Labels, except those that are compared separately. */
const otherLabels = ({ rule }: Alert) => {
  const { severity: _severity, component: _component, ...labels } = rule?.labels ?? {};
  return labels;
};

/** Differences of Grafana's rule; its query only if Prometheus' rule is the same. */
function grafanaParts({ grafana: before, ...old }: Alert, { grafana: after, ...now }: Alert): Part[] {
  if (before === undefined || after === undefined) return [];
  // Both rules get it from one place, so a change of both is reported only once, for Prometheus' rule.
  const both = old.rule?.keep_firing_for !== now.rule?.keep_firing_for;
  const remainingFields = ({
    data: _d,
    labels: _l,
    annotations: _a,
    for: _f,
    title: _t,
    ...fields
  }: typeof before) => ({
    ...fields,
    keepFiringFor: both ? '' : span(fields.keepFiringFor),
  });
  const query = ({ data }: typeof before) => String(data[0]?.model.expr);
  const alike = old.expr === now.expr && String(old.inhibitedBy) === String(now.inhibitedBy);
  const fields: Readonly<Record<string, readonly [string, string]>> = {
    noDataState: ['no data', 'without data it is'],
    keepFiringFor: ['fires on', 'in Grafana it fires on after its condition for'],
  };
  return [
    ...leafParts(
      remainingFields(before),
      remainingFields(after),
      (path) => fields[path]?.[0] ?? 'grafana',
      (path) => fields[path]?.[1] ?? `Grafana's \`${path}\``,
    ),
    ...(alike ? expressionPart(query(before), query(after), 'expression', "Grafana's expression") : []),
  ];
}

/** `number`, `duration`: whether those of the alert are others, which the expression may repeat. */
function expressionParts(before: Alert, after: Alert, number: boolean, duration: boolean): Part[] {
  // What an SLO's objective allows decides how many burn rates its alerts look at.
  if (number && after.fires === 'objective') return [];
  if ((number || duration) && sameButNumbers(before.expr, after.expr, duration)) return [];
  const [old = '', now = ''] = [before.sentence, after.sentence];
  const meaning = old === now ? '' : `; it means ${quote(now)}, was ${quote(old)}`;
  return expressionPart(before.expr, after.expr).map((one) => ({ ...one, text: one.text + meaning }));
}

/** A text that the on-call reads, where it is another one. */
const textPart = (field: string, before = '', after = ''): Part[] =>
  before === after ? [] : part(field, quote(before), quote(after), field);

/** Everything that differs about an alert. What a revision does not write of one is not compared. */
function alertParts(before: Alert, after: Alert, between: readonly [Rendered, Rendered]): Part[] {
  const both = (key: keyof Alert) => before[key] !== undefined && after[key] !== undefined;
  const number = [
    ...thresholdPart(before, after),
    ...(both('fires') ? part('least volume', before.minimumRate, after.minimumRate, 'least volume a second') : []),
  ];
  const duration = part('for', span(before.for), span(after.for), 'waits');
  const expression = expressionParts(before, after, number.length > 0, duration.length > 0);
  const [keeps, keptNow] = [before, after].map(({ rule }) => span(rule?.keep_firing_for));
  const annotationPart = (field: keyof typeof ANNOTATIONS) =>
    textPart(field, annotation(before, ANNOTATIONS[field]), annotation(after, ANNOTATIONS[field]));
  const sentenceFollows = [...number, ...duration, ...expression].length > 0 || !both('sentence');
  return [
    ...severityPart(before, after, between),
    ...number,
    ...duration,
    ...expression,
    ...part('keeps', keeps, keptNow, 'goes on after its end for'),
    ...grafanaParts(before, after),
    ...part('component', before.component, after.component, 'component'),
    ...leafParts(otherLabels(before), otherLabels(after), 'label'),
    ...part('group', before.group, after.group, 'group'),
    ...textPart('summary', summaryOf(before), summaryOf(after)),
    ...(sentenceFollows ? [] : textPart('description', before.sentence, after.sentence)),
    ...(sentenceFollows ? [] : annotationPart('resolved description')),
    ...annotationPart('impact'),
    ...annotationPart('contact'),
    ...annotationPart('runbook link'),
    ...(before.panel === after.panel
      ? annotationPart('panel link')
      : both('panel')
        ? part('panel', before.panel, after.panel, 'its link opens panel')
        : []),
  ];
}

/** What a reader wants to know of an alert that is new, or no longer there. */
function wholeAlert(alert: Alert, rendered: Rendered): string {
  const duration = alert.for === '0s' ? undefined : span(alert.for);
  const limit = annotation(alert, 'limit');
  const holds = duration === undefined ? '' : ` ${limit === '' ? 'after' : 'for'} ${duration}`;
  const fires = limit === '' && duration === undefined ? ' at once' : `${limit && ` ${limit}`}${holds}`;
  return `${alert.severity}, fires${fires}; notifies ${channels(alert, rendered)}`;
}

/** Alerts added, removed and changed. Renamed ones have one name on both sides before. */
export const compareAlerts = (before: Rendered, after: Rendered): Change[] =>
  compareByName(before.alerts, after.alerts, {
    about: ({ name }) => ({
      area: 'alert',
      subject: `**${name}**`,
      panels: [before, after].flatMap(({ alerts }) => alerts.get(name)?.panel ?? []),
      pages: true,
    }),
    removal: (alert) => ({ text: `is removed (it was ${wholeAlert(alert, before)})` }),
    addition: (alert) => ({ text: `is new: ${wholeAlert(alert, after)}` }),
    parts: (old, now) => alertParts(old, now, [before, after]),
  }).map((change) =>
    change.kind === 'changed' && change.parts.every(({ field }) => TEXTS.includes(field))
      ? { ...change, area: 'message' }
      : change,
  );

/** Pairs of an alert that is gone and one that is new and asks the same, or says the same about the same panel. */
export function renamedAlerts(before: Rendered, after: Rendered): [string, string][] {
  const { removals, additions } = pairByName(before.alerts, after.alerts);
  const summary = (alert: Alert) => `${summaryOf(alert)} ${alert.panel}`;
  const isTwin = (a: Alert, b: Alert) => a.expr === b.expr || summary(a) === summary(b);
  const pairs: [string, string][] = [];
  for (const [old, alert] of removals) {
    const twins = additions.filter(([name, one]) => isTwin(alert, one) && !pairs.some(([, other]) => other === name));
    if (twins.length === 1) pairs.push([old, twins[0]?.[0] ?? '']);
  }
  return pairs;
}
