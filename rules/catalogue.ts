/** Every alert by name, and what a stack may change of each. */
import { humanize, inWords, valueTemplate, type Duration } from '../metrics/units';
import type { Exporter } from '../metrics/exporter-metrics';
import type { Platform, Vector } from '../metrics/promql';
import { panelPath } from './panel-ids';
import type { AlertDefinition, Measurement, Evaluator, Threshold } from './alert';
import { culpritTemplate } from './culprits';
import { GROUPS, slug, TEAM, type Group, type Severity } from './labels';
import { api } from './api';
import { business } from './business';
import { slo } from './slo-alerts';
import { infrastructure } from './infrastructure';
import { meta } from './meta';
import { objectiveOf, type SloOverrides } from './slo';

export const catalogue = { ...api, ...business, ...infrastructure, ...slo, ...meta };
export type AlertName = keyof typeof catalogue;
export const alertNames = Object.keys(catalogue) as AlertName[];

/** The definition under a name, without its literal type. */
export const definition = (name: AlertName): AlertDefinition => catalogue[name];

/** What a stack has beside the backend, on which alerts depend. */
export type Surroundings = Pick<RuleContext, 'exporters' | 'recorded'>;

/** Whether a stack with these exporters, and with rules that are evaluated or not, has the alert at all. */
export function available(name: AlertName, { exporters, recorded }: Surroundings): boolean {
  const { requires, needsRecording } = definition(name);
  const isSeen = requires === undefined || requires.some((exporter) => exporters.includes(exporter));
  return isSeen && (recorded || needsRecording !== true);
}

/** What a stack says of one alert; what it leaves out stays as in the catalogue. */
export interface Override {
  readonly above?: number | undefined;
  readonly below?: number | undefined;
  readonly for?: Duration | undefined;
  readonly severity?: Severity | undefined;
  readonly enabled?: boolean | undefined;
  readonly minimumRate?: number | undefined;
}
export type Overrides = { readonly [N in AlertName]?: Override | undefined };

/** What the catalogue needs to know of a stack. */
export interface RuleContext extends Evaluator {
  readonly environment: string;
  readonly platform: Platform;
  readonly thresholds: Overrides;
  /** The exporters that are there; alerts and panels on the others do not exist. */
  readonly exporters: readonly Exporter[];
  /** The clusters whose replicas one Prometheus scrapes, where there are several. */
  readonly clusters: readonly string[];
  readonly slos: SloOverrides;
  /** Where the folder `runbooks/` is published, without a slash at the end. */
  readonly runbooksUrl: string;
  /** Where users open Grafana, without a slash at the end. */
  readonly grafanaUrl: string;
  /** Whom to call; what is left out is not said. */
  readonly contacts: Contacts;
}

export interface Contacts {
  readonly onCall?: string | undefined;
  readonly slack?: string | undefined;
  readonly hotline?: string | undefined;
}

/** The contacts as one line in each alert, so that the page itself says whom to call. */
function contactLine({ onCall, slack, hotline }: Contacts): { contact?: string } {
  const said = Object.entries({ 'on call': onCall, slack, hotline }).flatMap(([way, who]) =>
    who === undefined ? [] : [`${way}: ${who}`],
  );
  return said.length === 0 ? {} : { contact: said.join('; ') };
}

/** An alert with a stack's numbers in it. */
export interface Alert extends Omit<AlertDefinition, 'measure' | 'critical'> {
  readonly name: AlertName;
  readonly critical?: AlertName;
  readonly measurement: Measurement;
  /** The keys that the stack overrides. */
  readonly overridden: readonly (keyof Override | 'objective')[];
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Annotations;
}

/** The runbook file of an alert, in `runbooks/`. */
export const runbookFile = (group: AlertDefinition['group']): string => `${slug(group)}.md`;

/** The number in force, given what the stack overrides. */
function effective({ threshold, slo }: AlertDefinition, override: Override, { slos }: RuleContext): Threshold {
  if (slo !== undefined) return { ...threshold, value: objectiveOf(slo, slos) };
  const value = threshold.kind === 'above' || threshold.kind === 'below' ? override[threshold.kind] : undefined;
  return value === undefined ? threshold : { ...threshold, value };
}

/** Whether the stack has the alert at all: neither switched off, nor without what sees or records what it measures. */
export function isEnabled(
  name: AlertName,
  { thresholds, slos, ...surroundings }: Surroundings & Pick<RuleContext, 'thresholds' | 'slos'>,
): boolean {
  const { slo } = definition(name);
  const on = thresholds[name]?.enabled !== false && (slo === undefined || slos[slo]?.enabled !== false);
  return on && available(name, surroundings);
}

const COMPARED = { '>': 'above', '<': 'below', '==': 'at' } as const;
/** The templates of messages read this annotation, not the words of `limit`. */
const LOWEST_IS_WORST = { worst: 'lowest' } as const;

/** What an alert says of itself, as templates of Prometheus that are filled in for each of its series. */
export interface Annotations {
  /** What is wrong and where, for a phone's screen. */
  readonly summary: string;
  /** One sentence of culprit, value and limit. */
  readonly description: string;
  /** The value measured, in human units. */
  readonly value: string;
  /** The value again, as a text that sorts like the number does: messages name the worst first. */
  readonly order: string;
  /** There where the lowest value is the worst, not the highest. */
  readonly worst?: 'lowest';
  /** What it is held against, such as "above 1/s"; none where there is no number that a stack may set. */
  readonly limit?: string;
  /** What it means for users. */
  readonly impact: string;
  /** Who or what is beyond the limit, such as a route; where there can be several. */
  readonly culprit?: string;
  readonly runbook_url: string;
  readonly dashboard_url: string;
  /** Whom to call. */
  readonly contact?: string;
}

/** The texts on what was measured, culprit by culprit. */
function told({ impact, threshold }: AlertDefinition, measurement: Measurement, duration: Duration) {
  const { by, together, subject, unit, test, bound, limit = humanize(bound, unit) } = measurement;
  const compared = `${COMPARED[test]} ${limit}`;
  const since = duration === '0s' ? '' : `${measurement.limit === undefined ? '' : ','} for ${inWords(duration)}`;
  const value = valueTemplate(unit);
  return {
    description: `${subject} is ${value}; the alert fires ${compared}${since}. ${impact}`,
    ...(by.length > 0 && { culprit: culpritTemplate(by, together) }),
    value,
    order: '{{ printf "%024.9f" $value }}',
    ...(test === '<' && LOWEST_IS_WORST),
    ...(threshold.kind !== 'fixed' && { limit: compared }),
    impact,
  };
}

/** Fills one definition with the stack's numbers and links. */
export function resolve(name: AlertName, context: RuleContext): Alert {
  const base = definition(name);
  const override = context.thresholds[name] ?? {};
  const threshold = effective(base, override, context);
  const duration = override.for ?? base.for;
  const severity = override.severity ?? base.severity;
  const minimumRate = override.minimumRate ?? base.minimumRate;
  const numbers = { threshold: threshold.value, for: duration, minimumRate: minimumRate ?? 0 };
  const measurement = base.measure(context.platform, numbers, context);
  const { measure: _measure, critical, ...rest } = base;
  const keys = (Object.keys(override) as (keyof Override)[]).filter((key) => override[key] !== undefined);
  const objective = base.slo !== undefined && context.slos[base.slo]?.objective !== undefined;
  return {
    ...rest,
    ...(critical === undefined ? {} : { critical: critical as AlertName }),
    ...(minimumRate === undefined ? {} : { minimumRate }),
    name,
    threshold,
    severity,
    for: duration,
    measurement,
    overridden: objective ? [...keys, 'objective'] : keys,
    labels: {
      severity,
      component: base.component,
      team: TEAM[base.component],
      environment: context.environment,
    },
    annotations: {
      summary: `${base.summary} (${context.environment})`,
      ...told(base, measurement, duration),
      runbook_url: `${context.runbooksUrl}/${runbookFile(base.group)}#${name.toLowerCase()}`,
      dashboard_url: `${context.grafanaUrl}${panelPath(base.panel, context.environment)}`,
      ...contactLine(context.contacts),
    },
  };
}

/** The stack's alerts in the catalogue's order, without those it switches off or has no exporter for. */
export function resolveAll(context: RuleContext): Alert[] {
  return alertNames.filter((name) => isEnabled(name, context)).map((name) => resolve(name, context));
}

/** The stack's alerts by group, without groups that have none. */
export function alertsByGroup(context: RuleContext): { name: Group; alerts: Alert[] }[] {
  const all = resolveAll(context);
  return GROUPS.map((name) => ({ name, alerts: all.filter(({ group }) => group === name) })).filter(
    ({ alerts }) => alerts.length > 0,
  );
}

/** What must hold for an alert to fire, comparison included. */
export const condition = ({ measurement: { value, test, bound, comparesItself } }: Alert): Vector =>
  comparesItself ? value : value.compare(test, bound);
