/** Settings of planned maintenance: its start, its end, and the alerts that nobody is notified of meanwhile. */
import { z } from 'zod';
import type { Catalogue } from '../alerting/catalogue';
import type { Maintenance } from '../alerting/maintenance';
import { recurringName, timeZone } from './calendar';
import { flag, stringMatching, text, listOf } from './fields';

const MOMENT = /^\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?(Z|[+-]\d\d:\d\d)?$/;
const WITH_ZONE = /(Z|[+-]\d\d:\d\d)$/;
const error = 'a time in quotes, such as "2026-12-01T22:00+01:00", or "2026-12-01T22:00" beside timezone';

/** Whether the date exists in the calendar: there is no February 30. */
const isDay = (date: string): boolean => new Date(`${date}T00:00Z`).toISOString().startsWith(date);
const moment = stringMatching(MOMENT, error).refine(
  (value) => !Number.isNaN(Date.parse(value)) && isDay(value.slice(0, 10)),
  { error },
);

/** The local time of a zone at a moment, as if it were UTC; both in milliseconds. */
function clockAt(zone: string, at: number): number {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
  return Date.parse(`${format.format(at).replace(' ', 'T')}Z`);
}

/**
 * A moment in seconds since 1970; undefined if neither the value nor `zone` gives a time zone. If DST makes a local
 * time occur twice, the first one counts; if DST skips it, the time is shifted by the length of the gap.
 */
export function secondsOf(value: string, zone: string | undefined): number | undefined {
  if (WITH_ZONE.test(value)) return Date.parse(value) / 1000;
  if (zone === undefined) return undefined;
  const local = Date.parse(`${value}Z`);
  const day = 86_400_000;
  const [before, after] = [local - day, local + day].map((at) => local - (clockAt(zone, at) - at)) as [number, number];
  return (clockAt(zone, before) === local || clockAt(zone, after) !== local ? before : after) / 1000;
}

/** A few are what people can keep track of; each one adds rules. */
export const MOST = 20;

/** Schema of the planned maintenance in a stack file, by names that the user chooses. */
export const maintenanceOf = ({ teams }: Catalogue) => {
  const components = Object.keys(teams).sort();
  return z
    .record(
      recurringName,
      z.strictObject({
        start: moment.describe('When it starts, with its zone or on the clock of timezone'),
        end: moment.describe('When it ends, at most 14 days later; nothing prolongs it but another end'),
        timezone: timeZone.optional().describe('Time zone of a start and an end that say none themselves'),
        components: listOf(z.enum(components))
          .optional()
          .describe('Components (label `component`) whose alerts and error budgets it covers'),
        routes: listOf(text)
          .optional()
          .describe(
            'Routes and endpoints that it covers in each alert that names them, with their total, and that error budgets leave out',
          ),
        targets: listOf(text)
          .optional()
          .describe(
            'Targets (label `instance`, host:port) that it covers in each alert that names them, and that error budgets leave out',
          ),
        all: flag.optional().describe('`true` covers every alert but the heartbeat, and every error budget'),
        why: text.describe('What is done, for those who look at a dashboard'),
        who: text.describe('Who answers for it'),
      }),
    )
    .refine((entries) => Object.keys(entries).length <= MOST, { error: `at most ${MOST} entries; remove past ones` });
};
export type MaintenanceSettings = z.output<ReturnType<typeof maintenanceOf>>;

/** The entries in the form that the rules use. */
export const maintenanceEntries = (entries: MaintenanceSettings): Maintenance[] =>
  Object.entries(entries).map(
    ([name, { start, end, timezone, components = [], routes = [], targets = [], ...entry }]) => ({
      name,
      start: secondsOf(start, timezone) ?? 0,
      end: secondsOf(end, timezone) ?? 0,
      components: entry.all === true ? 'all' : components,
      routes,
      targets,
      why: entry.why,
      who: entry.who,
    }),
  );
