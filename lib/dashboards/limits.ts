/** The catalogue's thresholds in a panel: coloured steps, a sentence, a link to the runbook. */
import {
  DashboardLinkBuilder,
  DashboardLinkType,
  ThresholdsConfigBuilder,
} from '@grafana/grafana-foundation-sdk/dashboard';
import type { Threshold } from '@grafana/grafana-foundation-sdk/dashboard';
import type { HistogramMetric } from '../contract/metric';
import { humanize, inWords, PER_MINUTE, type Unit } from '../units';
import { SEVERITIES, type Severity } from '../alerting/severity';
import type { Alert } from '../alerting/resolve';

export const SEVERITY_COLOUR: Readonly<Record<Severity, string>> = { critical: 'red', warning: 'orange', info: 'blue' };

/** A value above which (or below which) a colour applies. */
export interface Limit {
  readonly kind: 'above' | 'below';
  readonly value: number;
  readonly colour: string;
}

/** The scale of a panel: a unit of the catalogue, or events a minute for values that are small per second. */
export type Scale = Unit | 'per minute';

/** The catalogue's unit of a scale, and the factor from that unit to the scale. */
const inCatalogue = (scale: Scale): { unit: Unit; factor: number } =>
  scale === 'per minute' ? { unit: 'per second', factor: PER_MINUTE } : { unit: scale, factor: 1 };

/** The threshold of an alert in the catalogue's unit; for an SLO, the lowest burn rate of its alert. */
const numberOf = ({
  threshold,
  measurement,
}: Pick<Alert, 'threshold' | 'measurement'>): { value: number; unit: Unit } =>
  threshold.kind === 'objective' ? { value: measurement.bound, unit: measurement.unit } : threshold;

/** The threshold of an alert in the panel's scale; undefined if the alert has none, or another unit. */
export function numberIn(scale: Scale, alert: Pick<Alert, 'threshold' | 'measurement'>): number | undefined {
  const { unit, factor } = inCatalogue(scale);
  const number = numberOf(alert);
  if (alert.threshold.kind === 'fixed' || number.unit !== unit) return undefined;
  // Removes rounding errors of binary fractions.
  return Number((number.value * factor).toPrecision(12));
}

/** The scale of a panel, determined by Grafana's unit and by what its numbers count, such as "errors/min". */
export function scaleOf({
  unit,
  counts = unit,
}: {
  readonly unit: string;
  readonly counts?: string | undefined;
}): Scale {
  if (unit === 's') return 'seconds';
  if (unit === 'percentunit') return 'ratio';
  if (/\/min\b/.test(counts)) return 'per minute';
  if (/\/s\b|\ba second\b/.test(counts)) return 'per second';
  return /^times\b/.test(counts) ? 'times' : 'count';
}

/** The thresholds of the alerts whose unit fits the panel's scale, in that scale. */
const usualLimits = (alerts: readonly Alert[], scale: Scale): Limit[] =>
  alerts.flatMap((alert): Limit[] => {
    const value = numberIn(scale, alert);
    const kind = alert.threshold.kind === 'below' ? 'below' : 'above';
    return value === undefined ? [] : [{ kind, value, colour: SEVERITY_COLOUR[alert.severity] }];
  });

/** The same with the thresholds of single label values, which a panel with many lines draws too. */
export const limitsOf = (alerts: readonly Alert[], scale: Scale): Limit[] => [
  ...usualLimits(alerts, scale),
  ...alerts.flatMap((alert) => {
    const numbers = new Set(alert.measurement.limits?.map(({ threshold }) => threshold));
    return [...numbers].flatMap((value) =>
      usualLimits([{ ...alert, threshold: { ...alert.threshold, value } }], scale),
    );
  }),
];

/** Smaller than the smallest number that a tile shows. */
const NOTHING = 1e-9;

/**
 * The same for a tile, whose colour shows the state of its alerts: the worst alert on missing events determines the
 * colour of zero.
 */
export function statesOf(alerts: readonly Alert[], scale: Scale): Limit[] {
  const silent = alerts.filter(({ threshold }) => threshold.kind === 'fixed' && threshold.value === 0);
  const worst = SEVERITIES.find((severity) => silent.some((alert) => alert.severity === severity));
  return [
    ...(worst === undefined ? [] : [{ kind: 'below', value: NOTHING, colour: SEVERITY_COLOUR[worst] } as const]),
    ...usualLimits(alerts, scale),
  ];
}

/** Space above the highest line. */
const HEADROOM = 1.1;

/**
 * The minimum of an axis' upper end with which every limit is visible while values are small; undefined without limits.
 */
export const topAbove = (limits: readonly Limit[]): number | undefined =>
  limits.length === 0 ? undefined : Number((Math.max(...limits.map(({ value }) => value)) * HEADROOM).toPrecision(6));

/**
 * The limits as text next to an axis that follows the values: "limits 6, 60". Empty without a limit above zero.
 */
export function limitText(limits: readonly Limit[], format: (value: number) => string = String): string {
  const numbers = [...new Set(limits.map(({ value }) => value))].filter((value) => value > 0).sort((a, b) => a - b);
  return numbers.length === 0 ? '' : `${numbers.length > 1 ? 'limits' : 'limit'} ${numbers.map(format).join(', ')}`;
}

/**
 * Grafana's steps: each colour applies from its value up to the next one. `calm` is the colour while no limit is
 * passed.
 */
export function steps(limits: readonly Limit[], calm: string): Threshold[] {
  const sorted = (kind: Limit['kind']) => limits.filter((l) => l.kind === kind).sort((a, b) => a.value - b.value);
  const below = sorted('below');
  return [
    { value: null, color: below[0]?.colour ?? calm },
    ...below.map(({ value }, i) => ({ value, color: below[i + 1]?.colour ?? calm })),
    ...sorted('above').map(({ value, colour }) => ({ value, color: colour })),
  ];
}

export const thresholds = (limits: readonly Limit[], calm: string): ThresholdsConfigBuilder =>
  new ThresholdsConfigBuilder().steps(steps(limits, calm));

/** "SlowRequests (warning): above 1 s for 5 minutes", with a link. */
function sentence({ name, severity, annotations, threshold, measurement, for: duration }: Alert): string {
  const verb = threshold.kind === 'objective' ? 'above' : threshold.kind;
  const number = measurement.limit ?? humanize(threshold.value, threshold.unit);
  const limit = verb === 'fixed' ? '' : `${verb} ${number}${measurement.limit === undefined ? '' : ','}`;
  const long = duration === '0s' ? '' : `for ${inWords(duration)}`;
  const exceptions = (measurement.limits ?? []).map(
    ({ value, threshold: number }) => `${humanize(number, threshold.unit)} on ${value}`,
  );
  const condition = [limit, ...exceptions.map((text) => `(${text})`), long].filter((part) => part !== '').join(' ');
  return `[${name}](${annotations.runbook_url}) (${severity})${condition === '' ? '' : `: ${condition}`}`;
}

/** The part of a panel's description that lists the alerts on its data. */
export const watchedBy = (alerts: readonly Alert[]): string =>
  alerts.length === 0 ? '' : `\n\nAlerts:\n${alerts.map((alert) => `- ${sentence(alert)}`).join('\n')}`;

/** Links from the panel to the runbooks. */
export const runbookLinks = (alerts: readonly Alert[]): DashboardLinkBuilder[] =>
  alerts.map(({ name, annotations }) =>
    new DashboardLinkBuilder(`Runbook: ${name}`)
      .type(DashboardLinkType.Link)
      .url(annotations.runbook_url)
      .targetBlank(true),
  );

/** The sentence about the largest value that a histogram's quantiles can have. */
export function cappedAt({ buckets, requestedBuckets }: HistogramMetric): string {
  const today = Math.max(...buckets.filter((bound) => !requestedBuckets.includes(bound)));
  const sentence = `No percentile is shown above the largest bucket, ${humanize(Math.max(...buckets), 'seconds')}`;
  return requestedBuckets.length === 0
    ? `${sentence}.`
    : `${sentence} (${humanize(today, 'seconds')} on a backend without the buckets this contract adds).`;
}
