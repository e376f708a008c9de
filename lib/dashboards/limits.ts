/** The catalogue's thresholds as a panel shows them: coloured steps, a sentence, a link to the runbook. */
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

/** A value from which on (or below which) a colour holds. */
export interface Limit {
  readonly kind: 'above' | 'below';
  readonly value: number;
  readonly colour: string;
}

/** What a panel counts in: a unit of the catalogue, or events a minute where a second holds too few of them. */
export type Scale = Unit | 'per minute';

/** The catalogue's unit of a scale, and how many of the scale's are one of it. */
const inCatalogue = (scale: Scale): { unit: Unit; factor: number } =>
  scale === 'per minute' ? { unit: 'per second', factor: PER_MINUTE } : { unit: scale, factor: 1 };

/** The number of an alert in the catalogue's unit; that of an SLO is the lowest burn rate that its alert looks for. */
const numberOf = ({
  threshold,
  measurement,
}: Pick<Alert, 'threshold' | 'measurement'>): { value: number; unit: Unit } =>
  threshold.kind === 'objective' ? { value: measurement.bound, unit: measurement.unit } : threshold;

/** The number of an alert as a panel of that scale draws it; none where the alert has none, or another unit. */
export function numberIn(scale: Scale, alert: Pick<Alert, 'threshold' | 'measurement'>): number | undefined {
  const { unit, factor } = inCatalogue(scale);
  const number = numberOf(alert);
  if (alert.threshold.kind === 'fixed' || number.unit !== unit) return undefined;
  // Without the dust of binary fractions.
  return Number((number.value * factor).toPrecision(12));
}

/** The scale of a panel, by Grafana's unit and what it says that its numbers count, such as "errors/min". */
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

/** The thresholds of those alerts that compare with a number of the panel's scale, in that scale. */
const usualLimits = (alerts: readonly Alert[], scale: Scale): Limit[] =>
  alerts.flatMap((alert): Limit[] => {
    const value = numberIn(scale, alert);
    const kind = alert.threshold.kind === 'below' ? 'below' : 'above';
    return value === undefined ? [] : [{ kind, value, colour: SEVERITY_COLOUR[alert.severity] }];
  });

/** The same with the numbers of single label values, which a panel of many lines draws too. */
export const limitsOf = (alerts: readonly Alert[], scale: Scale): Limit[] => [
  ...usualLimits(alerts, scale),
  ...alerts.flatMap((alert) => {
    const numbers = new Set(alert.measurement.limits?.map(({ threshold }) => threshold));
    return [...numbers].flatMap((value) =>
      usualLimits([{ ...alert, threshold: { ...alert.threshold, value } }], scale),
    );
  }),
];

/** Less than the least number that a tile shows. */
const NOTHING = 1e-9;

/** The same for a tile, whose colour is the state of its alerts: the worst of those on nothing happening colours its zero. */
export function statesOf(alerts: readonly Alert[], scale: Scale): Limit[] {
  const silent = alerts.filter(({ threshold }) => threshold.kind === 'fixed' && threshold.value === 0);
  const worst = SEVERITIES.find((severity) => silent.some((alert) => alert.severity === severity));
  return [
    ...(worst === undefined ? [] : [{ kind: 'below', value: NOTHING, colour: SEVERITY_COLOUR[worst] } as const]),
    ...usualLimits(alerts, scale),
  ];
}

/** Room above the highest line. */
const HEADROOM = 1.1;

/** The least top of an axis that keeps every limit in sight while the values are small; none where there is no limit. */
export const topAbove = (limits: readonly Limit[]): number | undefined =>
  limits.length === 0 ? undefined : Number((Math.max(...limits.map(({ value }) => value)) * HEADROOM).toPrecision(6));

/** The limits as words beside an axis that follows the values: "limits 6, 60". None where any value is beyond. */
export function limitText(limits: readonly Limit[], format: (value: number) => string = String): string {
  const numbers = [...new Set(limits.map(({ value }) => value))].filter((value) => value > 0).sort((a, b) => a - b);
  return numbers.length === 0 ? '' : `${numbers.length > 1 ? 'limits' : 'limit'} ${numbers.map(format).join(', ')}`;
}

/** Grafana's steps: each colour holds from its value up to the next. `calm` is the colour where no limit is passed. */
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

/** The part of a panel's description that says which alerts watch what it shows. */
export const watchedBy = (alerts: readonly Alert[]): string =>
  alerts.length === 0 ? '' : `\n\nAlerts:\n${alerts.map((alert) => `- ${sentence(alert)}`).join('\n')}`;

/** One click from the panel to what to do. */
export const runbookLinks = (alerts: readonly Alert[]): DashboardLinkBuilder[] =>
  alerts.map(({ name, annotations }) =>
    new DashboardLinkBuilder(`Runbook: ${name}`)
      .type(DashboardLinkType.Link)
      .url(annotations.runbook_url)
      .targetBlank(true),
  );

/** The sentence that says how far a histogram's quantiles reach. */
export function cappedAt({ buckets, requestedBuckets }: HistogramMetric): string {
  const today = Math.max(...buckets.filter((bound) => !requestedBuckets.includes(bound)));
  const sentence = `No percentile is shown above the largest bucket, ${humanize(Math.max(...buckets), 'seconds')}`;
  return requestedBuckets.length === 0
    ? `${sentence}.`
    : `${sentence} (${humanize(today, 'seconds')} on a backend without the buckets this contract adds).`;
}
