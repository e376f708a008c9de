/** The catalogue's thresholds as a panel shows them: coloured steps, a sentence, a link to the runbook. */
import {
  DashboardLinkBuilder,
  DashboardLinkType,
  ThresholdsConfigBuilder,
} from '@grafana/grafana-foundation-sdk/dashboard';
import type { Threshold } from '@grafana/grafana-foundation-sdk/dashboard';
import { contract, type HistogramName } from '../metrics/contract';
import { humanize, inWords, type Unit } from '../metrics/units';
import type { Severity } from '../rules/labels';
import type { Alert } from '../rules/catalogue';

export const SEVERITY_COLOUR: Readonly<Record<Severity, string>> = { critical: 'red', warning: 'orange', info: 'blue' };

/** A value from which on (or below which) a colour holds. */
export interface Limit {
  readonly kind: 'above' | 'below';
  readonly value: number;
  readonly colour: string;
}

/** The thresholds of those alerts that compare with a number in `unit`. */
export function limitsOf(alerts: readonly Alert[], unit: Unit): Limit[] {
  return alerts.flatMap(({ threshold, severity, measurement }): Limit[] => {
    const colour = SEVERITY_COLOUR[severity];
    // The line of an SLO is the lowest burn rate that its alert looks for, which follows from no stack's number.
    if (threshold.kind === 'objective')
      return measurement.unit === unit ? [{ kind: 'above', value: measurement.bound, colour }] : [];
    return threshold.kind === 'fixed' || threshold.unit !== unit
      ? []
      : [{ kind: threshold.kind, value: threshold.value, colour }];
  });
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

/** "HighAPILatency (warning): above 1 s for 5 minutes", with a link. */
function sentence({ name, severity, annotations, threshold, measurement, for: duration }: Alert): string {
  const said = threshold.kind === 'objective' ? 'above' : threshold.kind;
  const number = measurement.limit ?? humanize(threshold.value, threshold.unit);
  const limit = said === 'fixed' ? '' : `${said} ${number}${measurement.limit === undefined ? '' : ','}`;
  const long = duration === '0s' ? '' : `for ${inWords(duration)}`;
  const condition = [limit, long].filter((part) => part !== '').join(' ');
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
export function cappedAt(name: HistogramName): string {
  const { buckets, requestedBuckets }: { buckets: readonly number[]; requestedBuckets: readonly number[] } =
    contract[name];
  const today = Math.max(...buckets.filter((bound) => !requestedBuckets.includes(bound)));
  const sentence = `No percentile is shown above the largest bucket, ${humanize(Math.max(...buckets), 'seconds')}`;
  return requestedBuckets.length === 0
    ? `${sentence}.`
    : `${sentence} (${humanize(today, 'seconds')} on a backend without the buckets this contract adds).`;
}
