/** An alert's annotations, as Prometheus templates that are expanded for each of its series. */
import { humanize, inWords, numberTemplate, seconds, valueTemplate, type Duration } from '../units';
import type { AlertDefinition, LabelLimit, Measurement, Threshold } from './alert';
import { ALL, culpritTemplate } from './culprits';
import type { Sentences } from './sentences';

/** The end of a resolved sentence where nobody knows how long the alert fired; a notification says the duration instead. */
export const WHILE_IT_FIRED = 'as long as this alert fired.';

const COMPARED = { '>': 'above', '<': 'below', '==': 'at' } as const;

/** A definition with a stack's numbers. */
export interface Measured {
  readonly definition: Pick<AlertDefinition, 'says' | 'impact'>;
  readonly threshold: Threshold;
  readonly measurement: Measurement;
  readonly for: Duration;
  /** Whether it is measured only in market hours. */
  readonly inMarketHours: boolean;
}

/** A text that differs for single values of a label, as a template; the usual text if there are no such values. */
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
  // An alert that fires at once has not been pending for any time.
  const atOnce = seconds(duration) === 0;
  return { firing: atOnce ? firing.replace(/,? for 0 seconds( in market hours)?/, '') : firing, resolved };
}

/** The annotations that describe the measurement, expanded for each culprit. */
export function measuredAnnotations(measured: Measured) {
  const { definition, threshold, measurement } = measured;
  const { by, together, unit, test } = measurement;
  const { firing, resolved } = sentences(measured);
  return {
    /** The sentence of the alert while it fires, and the impact on users. */
    description: `${firing} ${definition.impact}`,
    /** The sentence when the alert is resolved. */
    when_resolved: `${resolved} ${WHILE_IT_FIRED}`,
    /** Who or what is beyond the limit, such as a route; left out if there can be only one. */
    ...(by.length > 0 && { culprit: culpritTemplate(by, together) }),
    /** The value measured, in human units. */
    value: valueTemplate(unit),
    /** The value as a text that sorts like the number: notifications list the worst series first. */
    order: '{{ printf "%024.9f" $value }}',
    /** Set if the lowest value is the worst one, instead of the highest. */
    ...(test === '<' && { worst: 'lowest' }),
    /** What the value is compared with, such as "above 1/s"; left out if a stack cannot set the alert's threshold. */
    ...(threshold.kind !== 'fixed' && { limit: `${COMPARED[test]} ${limitOf(measurement)}` }),
    /** What it means for users. */
    impact: definition.impact,
  };
}
