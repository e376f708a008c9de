/**
 * Planned maintenance: while it lasts, nobody is notified of the alerts that it covers. Prometheus compares the time
 * with the start and the end, so it ends on time without a deploy. Mute timings of the engines would drop the resolved
 * notification of an alert that was notified before; this inhibits the alert instead, as another alert would.
 */
import type { TargetLabel } from '../contract/target-labels';
import { foreign, max, secondsFromNow, vector, type Vector } from '../promql';
import type { LabelledRule } from '../promql/recording-rule';
import { seconds } from '../units';
import { ALL } from './culprits';
import { alertDefinition, type Catalogue } from './catalogue';

export interface Maintenance {
  readonly name: string;
  /** Seconds since 1970. */
  readonly start: number;
  readonly end: number;
  /** The components whose alerts it covers; `all` for every alert but the heartbeat. */
  readonly components: readonly string[] | 'all';
  /** Values of `route` and `endpoint`. */
  readonly routes: readonly string[];
  /** Values of `instance`. */
  readonly targets: readonly string[];
  readonly why: string;
  readonly who: string;
}

/** The part of a stack's settings that planned maintenance depends on. */
export interface MaintenanceContext {
  readonly environment: string;
  readonly evaluatesRules: boolean;
  readonly maintenance: readonly Maintenance[];
}

const PLANNED = 'maintenance:planned_end:seconds';
/** A recorded series for each label, so that the clause in an alert's expression is short. */
const coveredBy = (label: CoveredLabel) => `${label}:planned_maintenance:info`;

/** The name of a planned maintenance in the list of alerts that inhibit. */
export const sourceOf = ({ name }: Pick<Maintenance, 'name'>): string => `planned maintenance ${name}`;

/** A moment as `2026-12-01 22:00 UTC`. */
export const momentInWords = (moment: number): string =>
  `${new Date(moment * 1000).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** The alerts that it covers, such as `components api, redis; route /poll`. */
function coverInWords({ components, routes, targets }: Pick<Maintenance, 'components' | 'routes' | 'targets'>): string {
  if (components === 'all') return 'all alerts';
  const parts = Object.entries({ component: components, route: routes, target: targets });
  return parts
    .filter(([, values]) => values.length > 0)
    .map(([what, values]) => `${what}${values.length === 1 ? '' : 's'} ${values.join(', ')}`)
    .join('; ');
}

/** When it is, what it covers, why, and who planned it. */
export const maintenanceInWords = (one: Maintenance) => ({
  when: `${momentInWords(one.start)} to ${momentInWords(one.end)}`,
  covers: coverInWords(one),
  who: `${one.why} (${one.who})`,
});

/** Whether it covers every alert on the component. */
const coversComponent = ({ components }: Maintenance, component: string): boolean =>
  components === 'all' || components.includes(component);

/** The entries that cover an alert as a whole. The heartbeat is never covered: its absence is a notification. */
export function maintenanceOf(
  alert: string,
  { catalogue, maintenance }: Pick<MaintenanceContext, 'maintenance'> & { readonly catalogue: Catalogue },
): Maintenance[] {
  const { component } = alertDefinition(catalogue, alert);
  return alert === catalogue.heartbeat ? [] : maintenance.filter((one) => coversComponent(one, component));
}

/** The labels of a culprit that planned maintenance can cover. */
export const COVERED_LABELS = { route: 'routes', endpoint: 'routes', instance: 'targets' } as const;
export type CoveredLabel = keyof typeof COVERED_LABELS;

/** The part of an alert that decides which of its culprits are covered. */
export interface AlertCulprits {
  readonly name: string;
  readonly measurement: { readonly by: readonly string[]; readonly together?: string };
  readonly for: Parameters<typeof seconds>[0];
}

/** The covered culprits of an alert; with a route also the total, which includes it. */
const coveredCulprits = (
  { measurement: { by, together } }: AlertCulprits,
  { maintenance }: Pick<MaintenanceContext, 'maintenance'>,
) =>
  (Object.keys(COVERED_LABELS) as CoveredLabel[])
    .filter((label) => by.includes(label))
    .flatMap((label) =>
      maintenance.flatMap((one) => {
        const values = one[COVERED_LABELS[label]];
        const total = values.length > 0 && together !== undefined && by[0] === label ? [ALL] : [];
        return [...new Set([...values, ...total])].map((value) => ({ maintenance: one, label, value }));
      }),
    );

/** A series with the value from the start of the maintenance until `after` seconds after its end. */
const during = (value: number, { start, end }: Maintenance, after = 0): Vector<never> =>
  vector(value).andAny(
    secondsFromNow(0)
      .compare('>=', start)
      .compare('<', end + after),
  );
/** A series with the end of the maintenance, while it lasts. */
const plannedEnd = (one: Maintenance): Vector<never> => during(one.end, one);

type PlannedLabel = 'maintenance' | 'covers' | 'why' | 'who' | 'until' | TargetLabel;
/** The end in seconds since 1970 of each planned maintenance, while it lasts. */
const plannedSeries = (
  { environment }: Pick<MaintenanceContext, 'environment'>,
  maintenance?: string,
): Vector<PlannedLabel> => foreign<PlannedLabel>(PLANNED, { environment, maintenance });

/** Escapes dollar signs, which stand for a group in a replacement. */
const literal = (text: string): string => text.replaceAll('$', '$$$$');

/** The current maintenance, for a server without recording rules. */
const plannedDirectly = ({ maintenance }: MaintenanceContext): Vector<PlannedLabel>[] =>
  maintenance.map((one) =>
    plannedEnd(one)
      .labelled('maintenance', one.name)
      .labelled('why', literal(one.why))
      .labelled('who', literal(one.who)),
  );

/** The current maintenance, for dashboards; undefined in a stack without planned maintenance. */
export function currentMaintenance(context: MaintenanceContext): Vector<PlannedLabel> | undefined {
  const [first, ...more] = plannedDirectly(context);
  if (first === undefined || context.evaluatesRules) return first && plannedSeries(context);
  return more.reduce((any, one) => any.or(one), first);
}

/** Records the current maintenance. */
export const plannedRecording = ({ environment, maintenance }: MaintenanceContext): LabelledRule[] =>
  maintenance.map((one) => ({
    record: PLANNED,
    meaning: 'End of a planned maintenance, in seconds since 1970, while it lasts',
    labels: {
      environment,
      maintenance: one.name,
      covers: coverInWords(one),
      until: momentInWords(one.end),
      why: one.why,
      who: one.who,
    },
    expr: plannedEnd(one),
  }));

/** 1 for a planned maintenance while it lasts. */
export const isPlannedNow = (one: Maintenance, context: Pick<MaintenanceContext, 'environment'>): Vector<never> =>
  max(plannedSeries(context, one.name)).is('>', 0);

/**
 * Records the covered culprits of an alert. A culprit that was already firing at the start has been notified: it keeps
 * firing until it ends, and is covered only after that.
 */
export const culpritRecording = (alert: AlertCulprits, context: MaintenanceContext): LabelledRule[] =>
  coveredCulprits(alert, context).map(({ maintenance, label, value }) => {
    const { environment } = context;
    const since = foreign('ALERTS_FOR_STATE', { alertname: alert.name, environment, [label]: value });
    const firedBefore = since.compare('<', maintenance.start - seconds(alert.for));
    return {
      record: coveredBy(label),
      meaning: '1 for each culprit of an alert (`target`) that a planned maintenance covers, while it lasts',
      labels: { environment, target: alert.name, maintenance: maintenance.name, [label]: value },
      expr: isPlannedNow(maintenance, context).unlessAny(firedBefore),
    };
  });

/** `value` without the covered culprits. */
export function unlessCovered(
  value: Vector,
  alert: AlertCulprits,
  context: MaintenanceContext & { readonly sharedPrometheus: boolean },
): Vector {
  const covered = coveredCulprits(alert, context);
  const { evaluatesRules, sharedPrometheus, environment } = context;
  const stack = sharedPrometheus ? { environment } : {};
  const drops: readonly (readonly [CoveredLabel, Vector])[] = evaluatesRules
    ? [...new Set(covered.map(({ label }) => label))].map((label) => [
        label,
        foreign(coveredBy(label), { ...stack, target: alert.name }),
      ])
    : covered.map((one) => [one.label, plannedEnd(one.maintenance).labelled(one.label, one.value)]);
  return drops.reduce<Vector>((series, [label, culprits]) => series.unlessOn([label], culprits), value);
}

/** `value`, but no series during any of these maintenances; for a server without recording rules. */
export const unlessPlannedDirectly = (value: Vector, all: readonly Maintenance[]): Vector =>
  all.reduce((series, one) => series.unlessAny(plannedEnd(one)), value);

/** 1 from the start of the maintenance until `after` seconds after its end, else no series. */
export const lastsUntil = (one: Maintenance, after: number): Vector<never> => during(1, one, after);

/** 1, but 0 during a maintenance that covers the component and for `after` seconds after it. */
export function countedOutside(
  component: string,
  all: readonly Maintenance[],
  after: number,
): Vector<never> | undefined {
  const now = secondsFromNow(0);
  const [first, ...more] = all
    .filter((one) => coversComponent(one, component))
    .map(({ start, end }) => now.is('>=', start).times(now.is('<', end + after)));
  return first && more.reduce((any, one) => any.plus(one), first).is('==', 0);
}
