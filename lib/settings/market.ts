/** Settings of market hours: when signals are expected. */
import { z } from 'zod';
import { listOf } from './fields';
import { clockOf } from '../market/time-zones';
import type { Session } from '../market/hours';
import { recurringName, timeOfDay, timeZone, WEEKDAYS, weekdays } from './calendar';

const session = z.strictObject({
  weekdays: listOf(weekdays).default(['monday:friday']).describe('Days on which it opens'),
  opens: timeOfDay
    .refine((time) => time !== '24:00', { error: 'a time such as "07:30", at most "23:59"' })
    .describe('When it opens, on the clock of location'),
  closes: timeOfDay.describe('When it closes; what is no later than the opening is on the next day'),
  location: timeZone
    .refine((zone) => clockOf(zone) !== undefined, {
      error:
        'a time zone whose clock is turned by the same rule every year; "Etc/GMT-2" is always two hours ahead of UTC',
    })
    .describe('Time zone whose clock and calendar count'),
  closed: z
    .array(z.iso.date({ error: 'a date in quotes, such as "2026-12-25"' }))
    .default([])
    .describe('Dates there on which it does not open'),
});
type ParsedSession = z.output<typeof session>;

export const market = z.strictObject({
  sessions: z
    .record(recurringName, session)
    .default({})
    .describe('Recurring times, by a name: the market is open while one of them is; always, without any'),
});

const HOUR = 3600;
const DAY = 24 * HOUR;
const ofDay = (time: string): number => Number(time.slice(0, 2)) * HOUR + Number(time.slice(3)) * 60;

/** `friday:monday` as the numbers of its four days. */
function numbers(range: string): number[] {
  const [first = 0, last = first] = range.split(':').map((day) => WEEKDAYS.findIndex((name) => name === day));
  return Array.from({ length: ((last - first + 7) % 7) + 1 }, (_, day) => (first + day) % 7);
}

/** The sessions in the form that the rules use. */
export const sessionsOf = (sessions: Readonly<Record<string, ParsedSession>>): Session[] =>
  Object.entries(sessions).map(([name, { weekdays: open, opens, closes, location, closed }]) => ({
    name,
    weekdays: [...new Set(open.flatMap(numbers))],
    opens: ofDay(opens),
    length: (ofDay(closes) - ofDay(opens) + DAY) % DAY || DAY,
    location,
    closed: closed.map((date) => Number(date.replaceAll('-', ''))),
  }));
