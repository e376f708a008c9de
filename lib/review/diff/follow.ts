/** Groups changes into causes and effects: a threshold's line on a panel is an effect of the threshold. */
import { ALERT_MARKS } from '../../dashboards/annotations';
import { AREAS, type Change, type Part } from './change';
import { compare } from './compare';
import { readRendered, type Files, type Rendered, type Rule } from './rendered';

interface Between {
  readonly before: Rendered;
  readonly after: Rendered;
}

export interface Entry {
  readonly cause: Change;
  readonly effects: readonly Change[];
}

const isAlert = ({ area, kind }: Change) => area === 'alert' || (area === 'message' && kind === 'changed');
const comesOrGoes = ({ kind }: Change) => kind === 'added' || kind === 'removed';

const sharePanel = (a: Change, b: Change): boolean => a.panels?.some((panel) => b.panels?.includes(panel)) ?? false;

/** The alerts of both states that inhibit an alert. */
const sourcesOf = (name: string, { before, after }: Between): string[][] =>
  [before, after].map(({ alerts }) => [...(alerts.get(name)?.inhibitedBy ?? [])]);

/** Fields that change with an SLO's objective. */
const OF_OBJECTIVE = ['objective', 'expression', 'least volume'];

/** Whether `change` is an effect of an SLO that was added, removed or has another objective. */
function isOfSlo(change: Change, slo: Change): boolean {
  if (change.area === 'panel') return sharePanel(change, slo);
  if (change.kind !== slo.kind) return false;
  if (change.area === 'recording') return change.about?.includes(slo.name) === true;
  const follows = change.kind !== 'changed' || change.parts.every(({ field }) => OF_OBJECTIVE.includes(field));
  return change.area === 'alert' && slo.alerts?.includes(change.name) === true && follows;
}

/** Parts of an alert, without the changes of its targets and sources that follow from added or removed alerts. */
function withoutInhibition({ name, parts }: Change, all: readonly Change[], between: Between): Part[] {
  const alertsThatComeOrGo = all
    .filter((other) => other.area === 'alert' && comesOrGoes(other))
    .map((other) => other.name);
  const inhibits =
    all.some((other) => other.parts.some(({ field, text }) => field === 'inhibition' && text.includes(name))) ||
    alertsThatComeOrGo.some((other) => sourcesOf(other, between).flat().includes(name));
  const [old = [], now = []] = sourcesOf(name, between);
  const hasOneSide =
    (old.length === 0) !== (now.length === 0) && alertsThatComeOrGo.some((other) => [...old, ...now].includes(other));
  return parts.filter(({ field }) => !(field === 'keeps' && inhibits) && !(field === 'no data' && hasOneSide));
}

/** The parts of a change that are not effects of others. */
function ownParts(change: Change, all: readonly Change[], between: Between): readonly Part[] {
  const { area, name, parts } = change;
  const haveAlertsChanged = all.some(isAlert);
  if (area === 'panel') return haveAlertsChanged ? (change.partsWithoutAlerts ?? parts) : parts;
  if (area !== 'dashboard') return area === 'alert' ? withoutInhibition(change, all, between) : parts;
  const isListed = ({ field }: Part) => ['added', 'removed', 'title'].includes(field);
  const haveOthersChanged = all.some(
    (other) => other.area === 'dashboard' && other.name !== name && other.parts.some(isListed),
  );
  return parts.filter(
    ({ field }) =>
      // Its links list the other dashboards, and a graph marks only the alerts that it shows.
      !(haveOthersChanged && field.startsWith('links[')) &&
      !(haveAlertsChanged && field.startsWith(`annotations.list[${ALERT_MARKS}`)),
  );
}

/** Whether an expression selects the series that a rule records. */
const selects = (expr: string, { record = '', labels = {} }: Rule): boolean =>
  [...expr.matchAll(new RegExp(`(?<![\\w:])${record}(?![\\w:])(\\{[^}]*\\})?`, 'g'))].some(([, matchers = '']) =>
    Object.entries(labels).every(([label, value]) => {
      const matcher = new RegExp(`\\b${label}="([^"]*)"`).exec(matchers)?.[1];
      return matcher === undefined || matcher === value;
    }),
  );

/** The alerts that read the series of a rule, directly or through other rules. */
function readersOf(rule: Rule, { alerts, recorded }: Rendered): string[] {
  const rules = [rule];
  for (const one of rules)
    rules.push(...[...recorded.values()].filter((other) => !rules.includes(other) && selects(other.expr, one)));
  return [...alerts].flatMap(([name, alert]) =>
    rules.some((one) => alert.rule !== undefined && selects(alert.rule.expr, one)) ? [name] : [],
  );
}

/** The alert whose change explains that of a recorded series: it reads it, or the series is for it or names it. */
function alertOf({ name, about = [], parts }: Change, all: readonly Change[], between: Between): Change | undefined {
  const readers = [between.before, between.after].flatMap((side) => {
    const rule = side.recorded.get(name);
    return rule === undefined ? [] : readersOf(rule, side);
  });
  const alerts = all.filter(({ area }) => area === 'alert');
  const first = alerts.find((alert) => readers.includes(alert.name));
  // If an unchanged alert reads it too, the series has changed by itself.
  if (first !== undefined && readers.every((reader) => alerts.some((alert) => alert.name === reader))) return first;
  const names = (alert: string) =>
    parts.some(({ code }) => code && new RegExp(`\\b${alert}\\b`).test(`${code.before} ${code.after}`));
  return (
    all.find((other) => (isAlert(other) || other.area === 'routing') && about.includes(other.name)) ??
    alerts.find((alert) => names(alert.name)) ??
    alerts.find((alert) => sourcesOf(alert.name, between).flat().some(names))
  );
}

/** Merges the changes of one item: when an alert fires, what inhibits it, and its texts. */
function mergeByName(changes: readonly Change[]): Change[] {
  const groups = Map.groupBy(changes, ({ area, name }) =>
    ['message', 'routing'].includes(area) ? `alert ${name}` : `${area} ${name}`,
  );
  return [...groups.values()].map((group) => ({ ...(group[0] as Change), parts: group.flatMap(({ parts }) => parts) }));
}

/** Server settings that decide who is notified. */
const NOTIFYING = /receiver|route|inhibit|polic|contactPoint|muteTiming|time_interval|template/i;

/** Texts in rules and dashboards that only planned maintenance adds. */
const OF_MAINTENANCE = /planned|slo:counted:bool|:uncounted:bool|slo:sli_|alert:inhibited:info/i;

/** Whether a change is an effect of added, removed or changed planned maintenance. */
function isOfMaintenance({ area, name, subject, parts, kind }: Change): boolean {
  const isNamed = OF_MAINTENANCE.test(`${name} ${subject}`) || parts.some(({ text }) => OF_MAINTENANCE.test(text));
  const isInCode = ({ code }: Part) => OF_MAINTENANCE.test(`${code?.before ?? ''} ${code?.after ?? ''}`);
  if (area === 'recording') return isNamed || parts.some(isInCode);
  if (area === 'dashboard' || area === 'panel') return isNamed;
  // For an alert, no data has the same effect as a query that is empty because of the maintenance.
  return area === 'alert' && kind === 'changed' && parts.every((one) => one.field === 'no data' || isInCode(one));
}

/** The cause of a change; undefined if it is a cause itself. */
function causeOf(change: Change, all: readonly Change[], between: Between): Change | undefined {
  const slo = all.find((other) => other.area === 'slo' && other !== change && isOfSlo(change, other));
  if (slo !== undefined) return slo;
  const maintenance = all.find((other) => other.area === 'maintenance' && other !== change);
  if (maintenance !== undefined && isOfMaintenance(change)) return maintenance;
  if (change.area === 'recording') return alertOf(change, all, between);
  if (change.area === 'server' && NOTIFYING.test(change.subject))
    return all.find(({ area, pages }) => pages === true && area === 'routing') ?? all.find(isAlert);
  if (change.area === 'runbook')
    return all.find((other) => other.area === 'alert' && other.name === change.name && other.kind !== 'changed');
  return change.area === 'panel' && change.kind !== 'changed'
    ? all.find(
        ({ area, kind, name }) => area === 'dashboard' && kind === change.kind && change.name.startsWith(`${name}/`),
      )
    : undefined;
}

/** The alerts whose change explains a panel's change: those that it shows, else an added or removed one, else any. */
function shownBy(change: Change, all: readonly Change[]): Change[] {
  const alerts = all.filter(isAlert);
  const watching = alerts.filter((alert) => sharePanel(alert, change));
  return watching.length > 0 ? watching : [alerts.find(({ kind }) => kind !== 'changed') ?? alerts[0] ?? []].flat();
}

/** The changes between two states with the same settings: each cause with its effects, the most important first. */
export function entriesOf(before: Files, after: Files): Entry[] {
  const between = { before: readRendered(before), after: readRendered(after) };
  const all = mergeByName(compare(before, after));
  const traces = all.map((change) => {
    const cause = causeOf(change, all, between);
    // A change that is only partly an effect is a cause with its remaining parts.
    const parts = cause === undefined ? ownParts(change, all, between) : [];
    const causes = cause === undefined && change.area === 'panel' ? shownBy(change, all) : [cause];
    return { change, parts, causes };
  });
  return traces
    .filter(({ parts }) => parts.length > 0)
    .map(({ change, parts }) => ({
      cause: { ...change, parts },
      effects: traces
        .filter((other) => other.parts.length === 0 && other.causes.includes(change))
        .map((other) => other.change),
    }))
    .sort((a, b) => AREAS.indexOf(a.cause.area) - AREAS.indexOf(b.cause.area));
}
