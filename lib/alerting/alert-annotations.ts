/** What an alert says of itself, as templates of Prometheus that are filled in for each of its series. */
import { humanize, inWords, numberTemplate, seconds, valueTemplate, type Duration } from '../units';
import type { AlertDefinition, LabelLimit, Measurement, Threshold } from './alert';
import { ALL, culpritTemplate } from './culprits';
import type { Sentences } from './sentences';

export interface Annotations {
  /** What is wrong and where, for a phone's screen. */
  readonly summary: string;
  /** The sentence of the alert while it fires, and what it means for users. */
  readonly description: string;
  /** The sentence when it is over, to which a notification adds how long it fired. */
  readonly when_resolved: string;
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
  /** The engine's form for a silence of the alert; none where its address is not known. */
  readonly acknowledge_url?: string;
  /** Whom to call. */
  readonly contact?: string;
}

const COMPARED = { '>': 'above', '<': 'below', '==': 'at' } as const;
/** The templates of messages read this annotation, not the words of `limit`. */
const LOWEST_IS_WORST = { worst: 'lowest' } as const;

/** A definition with a stack's numbers. */
export interface Measured {
  readonly definition: Pick<AlertDefinition, 'says' | 'impact'>;
  readonly threshold: Threshold;
  readonly measurement: Measurement;
  readonly for: Duration;
  /** Whether it is measured in market hours only. */
  readonly inMarketHours: boolean;
}

/** A text that differs for single values of a label, as a template; the text itself where it does not. */
function byLabel({ limits = [] }: Measurement, usual: string, textOf: (limit: LabelLimit) => string): string {
  const exceptions = limits.filter((limit) => textOf(limit) !== usual);
  const cases = exceptions.map(
    (limit, i) =>
      `{{ ${i === 0 ? 'if' : 'else if'} eq $labels.${limit.label} ${JSON.stringify(limit.value)} }}${textOf(limit)}`,
  );
  return exceptions.length === 0 ? usual : `${cases.join('')}{{ else }}${usual}{{ end }}`;
}

/** What the value is compared with, in words. */
function limitOf(measurement: Measurement): string {
  const { bound, usualBound = bound, unit, limit = humanize(usualBound, unit) } = measurement;
  return byLabel(measurement, limit, (labelLimit) => humanize(labelLimit.bound, unit));
}

function sentences({ definition, threshold, measurement, for: duration, inMarketHours }: Measured): Sentences {
  const { by, together, unit, slowerThan } = measurement;
  const numberOf = ({ threshold: number }: LabelLimit) => humanize(number, threshold.unit);
  const { firing, resolved } = definition.says({
    culprit: culpritTemplate(by, together),
    label: (name, before = '') => `{{ with $labels.${name} }}${before}{{ . }}{{ end }}`,
    eachOrAll: (each, all) => `{{ if eq $labels.${by[0]} "${ALL}" }}${all}{{ else }}${each}{{ end }}`,
    value: valueTemplate(unit),
    number: numberTemplate(unit),
    limit: limitOf(measurement),
    threshold: byLabel(measurement, humanize(threshold.value, threshold.unit), numberOf),
    duration: `${inWords(duration)}${inMarketHours ? ' in market hours' : ''}`,
    ...(slowerThan !== undefined && { slowerThan: byLabel(measurement, slowerThan, numberOf) }),
    orClosed: inMarketHours ? ' or the market is closed' : '',
  });
  // What fires at once has not held for any time.
  const atOnce = seconds(duration) === 0;
  return { firing: atOnce ? firing.replace(/,? for 0 seconds( in market hours)?/, '') : firing, resolved };
}

/** The texts on what was measured, culprit by culprit. */
export function measuredAnnotations(measured: Measured) {
  const { definition, threshold, measurement } = measured;
  const { by, together, unit, test } = measurement;
  const { firing, resolved } = sentences(measured);
  return {
    description: `${firing} ${definition.impact}`,
    when_resolved: resolved,
    ...(by.length > 0 && { culprit: culpritTemplate(by, together) }),
    value: valueTemplate(unit),
    order: '{{ printf "%024.9f" $value }}',
    ...(test === '<' && LOWEST_IS_WORST),
    ...(threshold.kind !== 'fixed' && { limit: `${COMPARED[test]} ${limitOf(measurement)}` }),
    impact: definition.impact,
  };
}
