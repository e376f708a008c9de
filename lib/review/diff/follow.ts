/** Causes and what follows from them: a threshold's line on its panel is no change of its own. */
import { AREAS, type Change, type Part } from './change';
import { ownParts, shares, shownOn, type Between } from './drawn';
import { selectionsIn } from './expressions';
import type { Rendered, Rule } from './rendered';
import type { Selection } from '../../promql';

/** One cause, and the changes that it brings along. */
export interface Entry {
  readonly cause: Change;
  readonly effects: readonly Change[];
}

const isAlert = ({ area, kind }: Change) => area === 'alert' || (area === 'message' && kind === 'changed');

/** Fields that change with an SLO's objective. */
const OF_OBJECTIVE = ['objective', 'expression', 'least volume'];

/** Whether `change` is of an SLO that comes, goes or promises something else. */
function ofSlo(change: Change, slo: Change): boolean {
  if (change.area === 'alert' && slo.alerts?.includes(change.name))
    return (
      change.kind === slo.kind &&
      (change.kind !== 'changed' || change.parts.every(({ field }) => OF_OBJECTIVE.includes(field)))
    );
  if (change.area === 'recording') return change.kind === slo.kind && change.about?.includes(slo.name) === true;
  return change.area === 'panel' && shares(change, slo);
}

/** Parts of a dashboard that list the other dashboards. */
const withoutLinks = (change: Change, all: readonly Change[]): Part[] =>
  all.some(
    (other) =>
      other.area === 'dashboard' &&
      other.name !== change.name &&
      other.parts.some(({ field }) => ['added', 'removed', 'title'].includes(field)),
  )
    ? change.parts.filter(({ field }) => !field.startsWith('links['))
    : [...change.parts];

/** Parts of an alert but those that follow from which alerts there are: its targets and its sources. */
function withoutInhibition({ name, parts }: Change, all: readonly Change[], { before, after }: Between): Part[] {
  const sources = (of: string) =>
    [before, after].map(({ alerts }) => alerts.get(of)?.inhibitedBy ?? []) as [readonly string[], readonly string[]];
  const comesOrGoes = all.filter(({ area, kind }) => area === 'alert' && ['added', 'removed'].includes(kind));
  const mentioned = all.some((other) =>
    other.parts.some(({ field, text }) => field === 'inhibition' && text.includes(name)),
  );
  const inhibits = mentioned || comesOrGoes.some((other) => sources(other.name).flat().includes(name));
  const [old, now] = sources(name);
  const alone =
    (old.length === 0) !== (now.length === 0) && comesOrGoes.some((other) => [...old, ...now].includes(other.name));
  return parts.filter(({ field }) => !(field === 'keeps' && inhibits) && !(field === 'no data' && alone));
}

/** What is left of a change once that is taken away which follows from others. */
function remaining(change: Change, all: readonly Change[], between: Between): Part[] {
  const alerts = all.filter(isAlert);
  if (change.area === 'panel') return ownParts(change, alerts, between);
  if (change.area === 'dashboard') return withoutLinks(change, all);
  return change.area === 'alert' ? withoutInhibition(change, all, between) : [...change.parts];
}

/** Whether a selector may select what a rule records. */
const selects = ({ metric, matchers }: Selection, { record, labels }: Rule): boolean =>
  metric === record && matchers.every(({ label, op, value }) => op !== '=' || (labels[label] ?? value) === value);

/** Whether an expression reads what a rule records, itself or by way of others. */
const readsRecord = (expr: string, rule: Rule, recorded: Rendered['recorded'], seen: readonly Rule[] = []): boolean =>
  selectionsIn(expr).some(
    (selection) =>
      selects(selection, rule) ||
      [...recorded.values()].some(
        (other) =>
          !seen.includes(other) &&
          selects(selection, other) &&
          readsRecord(other.expr, rule, recorded, [...seen, other]),
      ),
  );

/** The alerts that compare a recorded series, before or after. */
function comparedBy({ name }: Change, { before, after }: Between): string[] {
  const of = ({ alerts, recorded }: Rendered) => {
    const record = recorded.get(name);
    return record === undefined
      ? []
      : [...alerts].flatMap(([alert, { rule }]) => (readsRecord(rule?.expr ?? '', record, recorded) ? [alert] : []));
  };
  return [...new Set([...of(before), ...of(after)])];
}

/** The alert that a recorded series about alerts follows: its own, or one that the series reads, itself or as a source. */
function alertOf(
  { about = [], parts }: Change,
  all: readonly Change[],
  { before, after }: Between,
): Change | undefined {
  const alerts = all.filter(({ area }) => ['alert', 'message', 'routing'].includes(area));
  const sources = (of: string) => [before, after].flatMap(({ alerts: each }) => each.get(of)?.inhibitedBy ?? []);
  const reads = (name: string) =>
    parts.some(({ code }) => code && new RegExp(`\\b${name}\\b`).test(`${code.before} ${code.after}`));
  return (
    alerts.find(({ name }) => about.includes(name)) ??
    alerts.find(({ area, name }) => area === 'alert' && reads(name)) ??
    alerts.find(({ area, name }) => area === 'alert' && sources(name).some(reads))
  );
}

/** Changes of one thing as one: when an alert fires, what inhibits it and what it says. */
function merged(changes: readonly Change[]): Change[] {
  const key = ({ area, name }: Change) => `${['message', 'routing'].includes(area) ? 'alert' : area} ${name}`;
  return changes
    .filter((change, i) => changes.findIndex((other) => key(other) === key(change)) === i)
    .map((first) => ({
      ...first,
      parts: changes.filter((other) => key(other) === key(first)).flatMap(({ parts }) => parts),
    }));
}

/** What a change is a consequence of; undefined where it stands by itself. */
function causeOf(change: Change, all: readonly Change[], between: Between): Change | undefined {
  const slo = all.find((other) => other.area === 'slo' && other !== change && ofSlo(change, other));
  if (slo !== undefined) return slo;
  if (change.area === 'recording') {
    const compared = comparedBy(change, between);
    const changed = all.filter(({ area, name }) => area === 'alert' && compared.includes(name));
    // What an alert that stays as it is compares too has changed by itself.
    return changed.length === compared.length && changed[0] !== undefined ? changed[0] : alertOf(change, all, between);
  }
  if (
    change.area === 'server' &&
    /receiver|route|inhibit|polic|contactPoint|muteTiming|time_interval|template/i.test(`${change.subject}`)
  )
    return (
      all.find(({ area, pages }) => pages === true && area === 'routing') ??
      all.find(({ area }) => area === 'alert' || area === 'message')
    );
  if (change.area === 'runbook')
    return all.find((other) => other.area === 'alert' && other.name === change.name && other.kind !== 'changed');
  if (change.area === 'panel' && change.kind !== 'changed')
    return all.find(
      ({ area, kind, name }) => area === 'dashboard' && kind === change.kind && change.name.startsWith(`${name}/`),
    );
  return undefined;
}

/** The most important first. */
const rank = ({ area }: Change) => AREAS.indexOf(area);

/** The changes between two states on the same settings, each cause with what follows from it. */
export function entriesOf(changes: readonly Change[], before: Rendered, after: Rendered): Entry[] {
  const between = { before, after };
  const all = merged(changes);
  const reduced = all.map((change) => {
    const cause = causeOf(change, all, between);
    const parts = remaining(change, all, between);
    // What follows in part only is a cause by the rest.
    return { change, cause, own: cause === undefined && parts.length > 0 ? { ...change, parts } : undefined };
  });
  const followers = (of: Change) =>
    reduced
      .filter(
        ({ own, cause, change }) =>
          own === undefined &&
          (cause === of || (cause === undefined && isAlert(of) && shownOn(change, [of], between).length > 0)),
      )
      .map(({ change }) => change);
  return reduced
    .flatMap(({ change, own }) => (own === undefined ? [] : [{ cause: own, effects: followers(change) }]))
    .sort((a, b) => rank(a.cause) - rank(b.cause));
}
