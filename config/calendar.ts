/** Days, times of day and time zones as a stack file writes them. */
import { timeZones } from '../metrics/time-zones';
import { matching, text } from './fields';

/** In the order of Prometheus, which counts from 0. */
export const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;
const days = WEEKDAYS.join('|');

/** One day, or several on end. */
export const weekdays = matching(
  new RegExp(`^(${days})(:(${days}))?$`),
  'a day such as "saturday", or a range "monday:friday"',
);
export const timeOfDay = matching(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'a time such as "07:30", at most "24:00"');

export const timeZone = text.refine((zone) => timeZones.includes(zone), {
  error: 'a time zone such as "Europe/London"',
  params: { names: timeZones },
});

/** Name of a recurring time. */
export const recurringName = matching(
  /^[a-z][a-z0-9-]{0,39}$/,
  'lower-case letters, digits and dashes, beginning with a letter',
);
