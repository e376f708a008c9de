/** What a panel shows of the alerts that watch it: their lines, the axis that holds these, their queries, their runbooks. */
import { PER_MINUTE } from '../../units';
import type { Change, Part } from './change';
import { allSteps, expressionsOf, numberAt, type Step } from './panels';
import type { Alert, Panel, Rendered } from './rendered';

/** The two states that a change lies between. */
export interface Between {
  readonly before: Rendered;
  readonly after: Rendered;
}

/** Fields of an alert that its panels repeat as lines and colours. */
const DRAWN = ['threshold', 'severity', 'objective', 'panel', 'added', 'removed'];
/** Fields of an alert that change what a panel asks that shows what the alert measures. */
const ASKED = ['expression', 'threshold', 'for', 'least volume', 'panel', 'added', 'removed'];

/** A panel may count a minute what the catalogue counts a second. */
const SCALES = [1, PER_MINUTE];

const near = (a: number, b: number, tolerance = 1e-6) => Math.abs(a - b) <= tolerance * Math.abs(b) + 1e-8;

/** Whether both are about one panel. */
export const shares = (a: Change, b: Change): boolean => a.panels?.some((panel) => b.panels?.includes(panel)) ?? false;

const touches = ({ parts }: Change, fields: readonly string[]) => parts.some(({ field }) => fields.includes(field));

const numbersOf = (alert: Alert | undefined): number[] => [alert?.threshold ?? [], alert?.bound ?? []].flat();

/** The numbers of the alerts that watch one of the panels. */
const numbersOn = (panels: readonly string[], { alerts }: Rendered): number[] =>
  [...alerts.values()].filter(({ panel }) => panels.includes(panel)).flatMap(numbersOf);

const isLine = (step: Step): step is Step & { value: number } => typeof step.value === 'number';
const highest = (panel: Panel): number =>
  Math.max(0, ...allSteps(panel).map((step) => (isLine(step) ? step.value : 0)));

interface Panels {
  readonly old: Panel;
  readonly now: Panel;
}

/** The panel that a change is about, on both sides. */
function panelsOf({ name }: Change, { before, after }: Between): Panels | undefined {
  const [dashboard = '', id] = name.split('/');
  const find = ({ dashboards }: Rendered) => dashboards.get(dashboard)?.panels.find((panel) => String(panel.id) === id);
  const [old, now] = [find(before), find(after)];
  return old && now && { old, now };
}

/** The lines that only one side has, or that have another colour there. */
function changedLines({ old, now }: Panels) {
  const only = (a: readonly Step[], b: readonly Step[]) =>
    a.filter(isLine).filter((one) => !b.some(({ value, color }) => value === one.value && color === one.color));
  return { gone: only(allSteps(old), allSteps(now)), fresh: only(allSteps(now), allSteps(old)) };
}

/** Whether the lines that changed are numbers of alerts, all in one scale. */
function linesAreOf(panels: Panels, before: readonly number[], after: readonly number[]): boolean {
  const { gone, fresh } = changedLines(panels);
  return SCALES.some((scale) => {
    const of = (numbers: readonly number[]) => (step: { value: number }) =>
      numbers.some((number) => near(step.value, number * scale));
    return gone.every(of(before)) && fresh.every(of(after));
  });
}

/**
 * Those of the changed alerts that a changed panel shows: its own and those of the panels that it leads to. One that says
 * nothing of alerts shows the one whose number has moved with its line.
 */
export function shownOn(change: Change, alerts: readonly Change[], between: Between): Change[] {
  const watching = alerts.filter((alert) => shares(alert, change));
  const panels = panelsOf(change, between);
  if (watching.length > 0 || panels === undefined) return watching;
  const { gone, fresh } = changedLines(panels);
  const numbers = ({ name }: Change, { alerts: all }: Rendered) => numbersOf(all.get(name));
  return alerts.filter(
    (alert) =>
      (alert.kind !== 'changed' && readsAlerts(panels)) ||
      (gone.length + fresh.length > 0 &&
        touches(alert, DRAWN) &&
        linesAreOf(panels, numbers(alert, between.before), numbers(alert, between.after))),
  );
}

/** Whether an axis keeps its distance to the highest line. */
function keepsDistance({ old, now }: Panels, path: string): boolean {
  const [a, b] = [numberAt(old, path), numberAt(now, path)];
  const [from, to] = [highest(old), highest(now)];
  if (a === undefined || b === undefined || from === 0 || to === 0) return true;
  const rounded = Number.isInteger(a) && Number.isInteger(b) ? 1 / Math.min(from, to) : 0;
  return Math.abs(a / from - b / to) <= Math.max(1e-4 * Math.abs(b / to), rounded);
}

/** A panel's expression without what its variables narrow it to, which no alert has. */
const unnarrowed = (expr: string): string => expr.replace(/\w+=~"\$\w+",?/g, '').replace(/,\}/g, '}');

/** Whether each query that only one side has asks what one of the alerts does. */
function queriesAreOf({ old, now }: Panels, alerts: readonly Change[], { before, after }: Between): boolean {
  const only = (a: Panel, b: Panel) => expressionsOf(a).filter((expr) => !expressionsOf(b).includes(expr));
  const of = (all: ReadonlyMap<string, Alert>) => (expr: string) =>
    alerts.some(({ name }) => all.get(name)?.expr.includes(unnarrowed(expr)));
  return only(old, now).every(of(before.alerts)) && only(now, old).every(of(after.alerts));
}

/** Whether a panel lists alerts, by the labels that any of them has. */
const readsAlerts = ({ old, now }: Panels): boolean =>
  [old, now].every((panel) => expressionsOf(panel).some((expr) => /\bALERTS/.test(expr)));

/** Where a panel's axis ends, by what the comparison calls it. */
const AXIS: Readonly<Record<string, string>> = {
  'custom.axisSoftMin': 'custom.axisSoftMin',
  'custom.axisSoftMax': 'custom.axisSoftMax',
  'largest value': 'max',
};

/** The parts of a panel's change that do not follow from what happened to the alerts that it shows. */
export function ownParts(change: Change, alerts: readonly Change[], between: Between): Part[] {
  const panels = panelsOf(change, between);
  const shown = shownOn(change, alerts, between);
  const on = [...(change.panels ?? []), ...shown.flatMap((alert) => alert.panels ?? [])];
  const drawn =
    panels !== undefined &&
    shown.some((alert) => touches(alert, DRAWN)) &&
    linesAreOf(panels, numbersOn(on, between.before), numbersOn(on, between.after));
  const asking = shown.filter((alert) => touches(alert, ASKED));
  const asked = panels !== undefined && asking.length > 0 && queriesAreOf(panels, asking, between);
  const ofAll = panels !== undefined && readsAlerts(panels) && alerts.some(({ kind }) => kind !== 'changed');
  return change.parts.filter(({ field, text }) => {
    if (field === 'watched by') return shown.length === 0 && !alerts.some(({ kind }) => kind === 'renamed');
    if (field === 'links') return !alerts.some(({ name, kind }) => text.includes(name) || kind === 'renamed');
    if (field === 'query' || field === 'legend') return !asked && !ofAll;
    // A single value needs no name.
    if (field === 'options.textMode') return !asked;
    if (field === 'thresholds') return !drawn;
    // Without a line there is no style for it.
    if (field === 'custom.thresholdsStyle.mode')
      return !drawn || [panels.old, panels.now].every((panel) => allSteps(panel).some(isLine));
    const axis = AXIS[field];
    return axis === undefined || !drawn || !keepsDistance(panels, axis);
  });
}
