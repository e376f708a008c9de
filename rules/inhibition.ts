/** Which alerts keep silent while another one fires, so that an incident reaches a person once. */
import type { TargetLabel } from '../metrics/contract';
import { foreign, type Gauge, type Matcher, type Vector } from '../metrics/promql';
import type { Group } from './labels';
import { alertNames, condition, definition, isEnabled, resolve, type AlertName, type RuleContext } from './catalogue';

/** The groups whose alerts measure the platform: without a scrape they tell nothing that is not told already. */
const PLATFORM_GROUPS: readonly Group[] = ['api_health', 'business_health', 'slo'];
const BLIND: AlertName = 'TargetDown';

const isName = (text: string): text is AlertName => alertNames.some((name) => name === text);

/** The alerts that silence this one, among those that the stack has. */
export function silencers(name: AlertName, context: RuleContext): AlertName[] {
  const { critical, impliedBy = [], group } = definition(name);
  const all = [...(critical === undefined ? [] : [critical]), ...impliedBy].filter(isName);
  if (PLATFORM_GROUPS.includes(group)) all.push(BLIND);
  return [...new Set(all)].filter((other) => isEnabled(other, context));
}

export interface Inhibition {
  /** While this alert fires, */
  readonly source: AlertName;
  /** these are silent. */
  readonly targets: readonly AlertName[];
}

/** Every alert of the stack that silences others. */
export function inhibitions(context: RuleContext): Inhibition[] {
  const silenced = alertNames
    .filter((name) => isEnabled(name, context))
    .map((name) => ({ name, by: silencers(name, context) }));
  return silenced
    .map(({ name: source }) => ({
      source,
      targets: silenced.filter(({ by }) => by.includes(source)).map(({ name }) => name),
    }))
    .filter(({ targets }) => targets.length > 0);
}

/**
 * Whether an alert goes on firing for a window after its condition: those that it silences may hold for that long after
 * it, and would be told at the end of what has been told already. A ticket's windows are hours, which nothing outlasts.
 */
export const outlasts = (name: AlertName): boolean =>
  name === BLIND || alertNames.map(definition).some(({ critical, slo }) => critical === name && slo === undefined);

/** Labels of the series `ALERTS`, which Prometheus keeps of the rules it evaluates. */
export type AlertLabel = 'alertname' | 'alertstate' | 'severity' | 'component' | 'environment';

/** The firing ones of this stack's alerts, as Prometheus keeps them. */
export const firing = (
  { environment }: Pick<RuleContext, 'environment'>,
  alertname: Matcher,
): Gauge<AlertLabel | TargetLabel> => foreign<AlertLabel>('ALERTS', { alertstate: 'firing', environment, alertname });

/** `series`, without anything while an alert fires that silences this one. */
export function unlessSilenced(series: Vector<never>, name: AlertName, context: RuleContext): Vector<never> {
  const others = silencers(name, context);
  const [first, ...rest] = others;
  if (first === undefined) return series;
  if (context.recorded)
    return series.unlessAny(firing(context, rest.length === 0 ? first : { matches: others.join('|') }));
  // Nothing on that server knows what fires: what would make it fire has to do, without its duration.
  const conditions = others.map((other) => condition(resolve(other, context)));
  return series.unlessAny(conditions.reduce((all, each) => all.or(each)));
}
