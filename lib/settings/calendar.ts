/** Days, times of day and time zones as a stack file writes them. */
import { timeZones } from '../market/time-zones';
import { stringMatching, text, listOf } from './fields';

/** Prometheus' order, which counts from 0. */
export const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;
const days = WEEKDAYS.join('|');

/** One day, or a range of days. */
export const weekdays = stringMatching(
  new RegExp(`^(${days})(:(${days}))?$`),
  'a day such as "saturday", or a range "monday:friday"',
);
/** Splits a range that goes past the end of `order` into two, as Alertmanager and Grafana require. */
function splitRange(range: string, order: readonly string[]): string[] {
  const [first = '', last = first] = range.split(':');
  if (order.indexOf(first) <= order.indexOf(last)) return [range];
  const join = (from = '', to = '') => (from === to ? from : `${from}:${to}`);
  return [join(first, order.at(-1)), join(order[0], last)];
}

/** `saturday:sunday` is Saturday and Sunday, which Alertmanager takes as two entries only. */
export const muteWeekdays = listOf(weekdays).transform((ranges) =>
  ranges.flatMap((range) => splitRange(range, WEEKDAYS)),
);

const MONTHS = Array.from({ length: 12 }, (_, month) => String(month + 1));
const month = stringMatching(/^(1[0-2]|[1-9])(:(1[0-2]|[1-9]))?$/, 'a month from "1" to "12", or a range "6:8"');
/** `11:2` is November to February. */
export const muteMonths = listOf(month).transform((ranges) => ranges.flatMap((range) => splitRange(range, MONTHS)));

const DAY_OF_MONTH = '-?(?:0?[1-9]|[12]\\d|3[01])';
/** A range that is valid in every month, by Alertmanager's rules: it assumes that February has 28 days. */
function isDayRange(range: string): boolean {
  const [first = 0, last = first] = range.split(':').map(Number);
  const inFebruary = (day: number) => (day < 0 ? 28 + day : day);
  return !(first < 0 && last > 0) && inFebruary(first) <= inFebruary(last);
}
export const muteDaysOfMonth = listOf(
  stringMatching(
    new RegExp(`^${DAY_OF_MONTH}(:${DAY_OF_MONTH})?$`),
    'a day from "1" to "31", a range "1:5", or "-1" for the last day',
  ).refine(isDayRange, {
    error: 'a range that does not end before it starts, such as "1:5", "25:-1" or "-3:-1"; "25:5" takes two entries',
  }),
);

export const timeOfDay = stringMatching(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'a time such as "07:30", at most "24:00"');

export const timeZone = text.refine((zone) => timeZones.includes(zone), {
  error: 'a time zone such as "Europe/London"',
  params: { isZone: true },
});

/** The name of a recurring time. */
export const recurringName = stringMatching(
  /^[a-z][a-z0-9-]{0,39}$/,
  'lower-case letters, digits and dashes, beginning with a letter',
);
