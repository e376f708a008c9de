/** Resolves the alerts of a catalogue with a stack's thresholds. */
import { acknowledgeUrl, type SilenceForm } from './acknowledgement';
import type { Duration } from '../units';
import type { Platform, Vector } from '../promql';
import {
  LIMITED_LABELS,
  type AlertDefinition,
  type Evaluator,
  type LimitedKey,
  type Measurement,
  type Threshold,
} from './alert';
import { measuredAnnotations } from './alert-annotations';
import { alertDefinition, alertNames, runbookFile, type Catalogue } from './catalogue';
import { hasHours } from '../market/hours';
import type { Maintenance } from './maintenance';
import { withLimits, type Limits } from './limits-by-label';
import { panelPath } from './panel-refs';
import type { Severity } from './severity';
import { objectiveOf, type SloOverrides } from '../slo/slo';

/** The parts of a stack on which the existence of an alert depends. */
export type Surroundings = Pick<RuleContext, 'catalogue' | 'exporters' | 'evaluatesRules'>;

/** Whether a stack has the alert at all, given its exporters and whether its rules are evaluated. */
export function isAvailable(name: string, { catalogue, exporters, evaluatesRules }: Surroundings): boolean {
  const { requires, needsRecording } = alertDefinition(catalogue, name);
  const isSeen = requires === undefined || requires.some((exporter) => exporters.includes(exporter));
  return isSeen && (evaluatesRules || needsRecording !== true);
}

/** A stack's override of one alert; what it leaves out stays as in the catalogue. */
export interface Override extends Partial<Readonly<Record<LimitedKey, LabelOverrides | undefined>>> {
  readonly above?: number | undefined;
  readonly below?: number | undefined;
  readonly for?: Duration | undefined;
  readonly severity?: Severity | undefined;
  readonly enabled?: boolean | undefined;
  readonly minimumRate?: number | undefined;
}
/** Thresholds of single routes (and so on), instead of the alert's own. */
export type LabelOverrides = Readonly<Record<string, Pick<Override, 'above' | 'below'>>>;
export type Overrides = Readonly<Record<string, Override | undefined>>;

/** A catalogue, and the part of a stack's settings that its rules depend on. */
export interface RuleContext extends Evaluator {
  readonly catalogue: Catalogue;
  readonly environment: string;
  readonly platform: Platform;
  readonly thresholds: Overrides;
  /** The clusters whose replicas one Prometheus scrapes, if there are several. */
  readonly clusters: readonly string[];
  readonly slos: SloOverrides;
  readonly maintenance: readonly Maintenance[];
  /** Where the folder `runbooks/` is published, without a trailing slash. */
  readonly runbooksUrl: string;
  /** Where users open Grafana, without a trailing slash. */
  readonly grafanaUrl: string;
  /** Where people silence an alert; undefined if that is not known. */
  readonly silenceForm: SilenceForm | undefined;
  /** Whom to call; what is left out is not mentioned. */
  readonly contacts: Contacts;
  /** The contacts of single teams, for their own alerts. */
  readonly teamContacts: Readonly<Record<string, Contacts>>;
}

export interface Contacts {
  readonly onCall?: string | undefined;
  readonly slack?: string | undefined;
  readonly hotline?: string | undefined;
}

/**
 * The contacts as one line, so that the notification itself says whom to call; the team's own contacts if it has some.
 */
export function contactLine(
  team: string,
  { contacts, teamContacts }: Pick<RuleContext, 'contacts' | 'teamContacts'>,
): { contact?: string } {
  const ofTeam = teamContacts[team];
  const [onCall, slack, hotline] = (['onCall', 'slack', 'hotline'] as const).map(
    (key) => ofTeam?.[key] ?? contacts[key],
  );
  const contactTexts = Object.entries({ 'on call': onCall, slack, hotline }).flatMap(([way, who]) =>
    who === undefined ? [] : [`${way}: ${who}`],
  );
  return contactTexts.length === 0 ? {} : { contact: contactTexts.join('; ') };
}

/** The link by which a person acknowledges the alert. */
export const acknowledgement = (
  name: string,
  { silenceForm, environment }: Pick<RuleContext, 'silenceForm' | 'environment'>,
): { acknowledge_url?: string } =>
  silenceForm === undefined ? {} : { acknowledge_url: acknowledgeUrl(silenceForm, name, environment) };

/** The labels of an alert, and the annotations that say where to look and whom to call. */
export function alertTags(
  name: string,
  { group, component, panel }: Pick<AlertDefinition, 'group' | 'component' | 'panel'>,
  severity: Severity,
  context: RuleContext,
) {
  const { catalogue, environment, runbooksUrl, grafanaUrl } = context;
  const team = catalogue.teams[component] ?? '';
  return {
    labels: { severity, component, team, environment },
    links: {
      runbook_url: `${runbooksUrl}/${runbookFile(group)}#${name.toLowerCase()}`,
      dashboard_url: `${grafanaUrl}${panelPath(catalogue.panels, panel, environment)}`,
      ...acknowledgement(name, context),
      ...contactLine(team, context),
    },
  };
}

type AlertTags = ReturnType<typeof alertTags>;

/** An alert with a stack's thresholds. */
export interface Alert extends Omit<AlertDefinition, 'measure' | 'says'> {
  readonly name: string;
  readonly measurement: Measurement;
  /** The keys that the stack overrides. */
  readonly overridden: readonly (keyof Override | 'objective')[];
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<{ summary: string } & ReturnType<typeof measuredAnnotations> & AlertTags['links']>;
}

/** The number that applies: the stack's override, else the catalogue's. */
function effectiveNumbers(
  { threshold, slo }: AlertDefinition,
  override: Override,
  { slos, catalogue }: RuleContext,
): Threshold {
  const promise = slo === undefined ? undefined : catalogue.slos[slo];
  if (promise !== undefined) return { ...threshold, value: objectiveOf(promise, slos) };
  const value = threshold.kind === 'above' || threshold.kind === 'below' ? override[threshold.kind] : undefined;
  return value === undefined ? threshold : { ...threshold, value };
}

/** The thresholds of single label values. */
function limitsOf(override: Override, { threshold: { kind }, limitsBy }: AlertDefinition): Limits {
  const values = limitsBy === undefined ? {} : (override[limitsBy] ?? {});
  return Object.fromEntries(
    Object.entries(values).flatMap(([value, numbers]) => {
      const number = kind === 'above' || kind === 'below' ? numbers[kind] : undefined;
      return number === undefined ? [] : [[value, number]];
    }),
  );
}

/**
 * Whether the stack has the alert: it is not disabled, and the stack has the exporters or recording rules that it
 * needs.
 */
export function isEnabled(
  name: string,
  { thresholds, slos, ...surroundings }: Surroundings & Pick<RuleContext, 'thresholds' | 'slos'>,
): boolean {
  const { slo } = alertDefinition(surroundings.catalogue, name);
  const on = thresholds[name]?.enabled !== false && (slo === undefined || slos[slo]?.enabled !== false);
  return on && isAvailable(name, surroundings);
}

/** Severity and `for` of an alert in a stack. */
export function urgencyOf(name: string, { catalogue, thresholds }: Pick<RuleContext, 'catalogue' | 'thresholds'>) {
  const { severity, for: duration } = alertDefinition(catalogue, name);
  const override = thresholds[name] ?? {};
  return { severity: override.severity ?? severity, for: override.for ?? duration };
}

/** Resolves one definition with the stack's thresholds and links. */
export function resolve(name: string, context: RuleContext): Alert {
  const base = alertDefinition(context.catalogue, name);
  const override = context.thresholds[name] ?? {};
  const threshold = effectiveNumbers(base, override, context);
  const { severity, for: duration } = urgencyOf(name, context);
  const { labels, links } = alertTags(name, base, severity, context);
  const minimumRate = override.minimumRate ?? base.minimumRate;
  const measure = (number: number) =>
    base.measure(context.platform, { threshold: number, minimumRate: minimumRate ?? 0 }, context);
  const measurement =
    base.limitsBy === undefined
      ? measure(threshold.value)
      : withLimits(measure, threshold.value, LIMITED_LABELS[base.limitsBy], limitsOf(override, base));
  const { measure: _measure, says: _says, ...definition } = base;
  const keys = (Object.keys(override) as (keyof Override)[]).filter((key) => override[key] !== undefined);
  const objective = base.slo !== undefined && context.slos[base.slo]?.objective !== undefined;
  return {
    ...definition,
    ...(minimumRate === undefined ? {} : { minimumRate }),
    name,
    threshold,
    severity,
    for: duration,
    measurement,
    overridden: objective ? [...keys, 'objective'] : keys,
    labels,
    annotations: {
      /** What is wrong and where, short enough for a phone's screen. */
      summary: `${base.summary} (${context.environment})`,
      ...measuredAnnotations({
        definition: base,
        threshold,
        measurement,
        for: duration,
        inMarketHours: base.marketHours === true && hasHours(context),
      }),
      ...links,
    },
  };
}

const resolved = new WeakMap<RuleContext, readonly Alert[]>();

/**
 * The stack's alerts in the catalogue's order, without those that are disabled or lack their exporter. Rules,
 * dashboards and lists of one context share the result.
 */
export function resolveAll(context: RuleContext): readonly Alert[] {
  const cached = resolved.get(context);
  if (cached !== undefined) return cached;
  const all = alertNames(context.catalogue)
    .filter((name) => isEnabled(name, context))
    .map((name) => resolve(name, context));
  resolved.set(context, all);
  return all;
}

/** The whole condition of an alert, comparison included. */
export const condition = ({ measurement: { value, test, bound, comparesItself } }: Alert): Vector =>
  comparesItself ? value : value.compare(test, bound);
