/**
 * Time zones from the IANA database, as the package `tzdata` contains it. It uses the yearly DST rules instead of a
 * table of dates, so that no year is the last one. https://data.iana.org/time-zones/tz-how-to.html
 */
import database from 'tzdata/timezone-data.json';

/** The day of each year on which a clock changes: the first such weekday on or after a day of the month. */
export interface Turn {
  /** 1 for January. */
  readonly month: number;
  readonly from: number;
  /** 0 for Sunday. */
  readonly weekday: number;
  /** Seconds from that day's midnight UTC; negative if it is still the day before in UTC. */
  readonly at: number;
}

/** Local time, as seconds ahead of UTC. */
export interface Clock {
  readonly standard: number;
  /** The DST offset between two days of the year; negative if winter time is the exception. */
  readonly shift?: { readonly by: number; readonly begins: Turn; readonly ends: Turn };
}

/** Offset in minutes west, the name of its DST rules, a format, and the end of validity. */
type Era = readonly (string | null)[];
/** First and last year, type, month, day, time of day and its reference, minutes of DST, a letter. */
type Rule = readonly (string | number | readonly (string | null)[])[];
const zones: Readonly<Record<string, string | readonly Era[]>> = database.zones;
const rules: Readonly<Record<string, readonly Rule[]>> = database.rules;
const EDITION = Number(database.version.slice(0, 4));

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** `lastSun` of October is the first Sunday from the 25th on. */
function dayOf(text: string, month: number): Pick<Turn, 'from' | 'weekday'> {
  const [, last, after, first] = /^last(\w{3})$|^(\w{3})>=(\d+)$/.exec(text) ?? [];
  const from = last === undefined ? Number(first) : (LENGTHS[month - 1] ?? 0) - 6;
  return { from, weekday: WEEKDAYS.indexOf(last ?? after ?? '') };
}

/** The moment of the change, given the offset before it. */
function clockChange(rule: Rule, standard: number, before: number): Turn {
  const [, , , name, day, time] = rule;
  const [hours, minutes, seconds, counted] = time as readonly (string | null)[];
  const month = MONTHS.indexOf(String(name)) + 1;
  const ahead = counted === 'u' ? 0 : counted === 's' ? standard : before;
  const at = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds) - ahead;
  return { month, ...dayOf(String(day), month), at };
}

/** The rules that apply from the database's own year on; undefined if every year has dates of its own. */
function clock(era: Era): Clock | undefined {
  const standard = Math.round(-60 * Number(era[0]));
  const all = rules[String(era[1])] ?? [];
  const dated = all.some(([from, to]) => Number(to === 'only' ? from : to) > EDITION);
  if (dated) return undefined;
  const yearly = all.filter(([, to]) => to === 'max');
  const saved = (rule: Rule) => Number(rule[6]) * 60;
  const shifted = yearly.find((rule) => saved(rule) !== 0);
  const standardTime = yearly.find((rule) => saved(rule) === 0);
  if (shifted === undefined || standardTime === undefined) return { standard };
  const by = saved(shifted);
  return {
    standard,
    shift: {
      by,
      begins: clockChange(shifted, standard, standard),
      ends: clockChange(standardTime, standard, standard + by),
    },
  };
}

/** The clock of a zone such as `Europe/London`, or of one of its older names. */
export function clockOf(zone: string): Clock | undefined {
  const found = Object.hasOwn(zones, zone) ? zones[zone] : undefined;
  if (typeof found === 'string') return clockOf(found);
  const era = found?.at(-1);
  return era && clock(era);
}

/** Every name of a time zone. */
export const timeZones: readonly string[] = Object.keys(zones);
