/** Overrides of one alert in a stack file: its threshold, its duration, its severity. */
import { z } from 'zod';
import { LIMITED_LABELS, type AlertDefinition, type LimitedKey } from '../alerting/alert';
import type { Catalogue } from '../alerting/catalogue';
import type { Override } from '../alerting/resolve';
import { SEVERITIES } from '../alerting/severity';
import { duration, flag, number, text } from './fields';

/** Thresholds of single values of a label, each an object with the number. */
const limitsOf = <T extends z.ZodType>(label: string, numbers: T) =>
  z
    .record(text, numbers)
    .optional()
    .describe(`Numbers of their own for single values of \`${label}\`: \`{ above: 5 }\` by value`);
const ofEither = z
  .strictObject({
    above: number.optional().describe("Number that this one fires above, in the alert's unit"),
    below: number.optional().describe("Number that this one fires below, in the alert's unit"),
  })
  .meta({ id: 'LabelThreshold' });
const labelLimits = Object.fromEntries(
  Object.entries(LIMITED_LABELS).map(([key, label]) => [key, limitsOf(label, ofEither)]),
) as Record<LimitedKey, ReturnType<typeof limitsOf<typeof ofEither>>>;

/** Every key that an override may have; a single alert accepts only some of them. */
export const override = z.strictObject({
  above: number
    .optional()
    .describe("Number that it fires above, in the alert's unit: seconds, events a second, a share from 0 to 1"),
  below: number
    .optional()
    .describe('Number that it fires below, in the same units; an alert has one of the two, or none'),
  for: duration('0s', '1d', '; what has gone on for a day has been noticed')
    .optional()
    .describe('How long that holds before it fires'),
  severity: z.enum(SEVERITIES).optional().describe('How grave it is; alerting.routes says who is notified'),
  enabled: flag.optional().describe('`false` drops it from this stack'),
  minimumRate: number
    .optional()
    .describe('Least volume, in events a second, below which a share or a percentile says nothing'),
  ...labelLimits,
});
export const overrideKeys = Object.keys(override.shape) as (keyof Override)[];

/**
 * Whether an override of the alert may have `key`: a number only if the alert has one, a minimum rate only if it
 * compares a share.
 */
function isApplicable(key: keyof Override, { threshold, minimumRate, limitsBy }: AlertDefinition): boolean {
  if (key in LIMITED_LABELS) return key === limitsBy;
  if (key === 'above' || key === 'below') return key === threshold.kind;
  return key !== 'minimumRate' || minimumRate !== undefined;
}

/** Schema of the override of one alert, without the keys that have no meaning for it. */
function overrideOf(alert: AlertDefinition) {
  const { limitsBy, threshold } = alert;
  const numbers = z.strictObject(threshold.kind === 'below' ? { below: number } : { above: number });
  const fields = Object.entries(override.shape).filter(([key]) => isApplicable(key as keyof Override, alert));
  return z.strictObject({
    ...Object.fromEntries(fields),
    ...(limitsBy && { [limitsBy]: limitsOf(LIMITED_LABELS[limitsBy], numbers) }),
  }) as typeof override;
}
/** Schema of the overrides in a stack file, by the names of the catalogue's alerts. */
export const thresholdsOf = ({ alerts }: Catalogue) =>
  z.strictObject(
    Object.fromEntries(Object.entries(alerts).map(([name, alert]) => [name, overrideOf(alert).optional()])),
  );
