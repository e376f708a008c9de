/** Suggests the right name for a misspelt one. */
import { distance } from 'fastest-levenshtein';
import { timeZones } from '../market/time-zones';

/** Longer than any name that a user could mean. */
export const LONGEST_NAME = 60;

/** The name with the fewest edits by `count`; undefined if even that one has too many. */
function fewestEdits(wrong: string, names: readonly string[], count: (name: string) => number): string | undefined {
  if (wrong.length > LONGEST_NAME) return undefined;
  const [best] = [...names].sort((a, b) => count(a) - count(b));
  const limit = Math.min(Math.max(2, Math.floor(wrong.length / 3)), wrong.length - 1);
  return best !== undefined && count(best) <= limit ? best : undefined;
}

const edits = (one: string, other: string): number => distance(one.toLowerCase(), other.toLowerCase());

/** The name that `wrong` most likely stands for; undefined if no name is close. */
export const nearest = (wrong: string, names: readonly string[]): string | undefined =>
  fewestEdits(wrong, names, (name) => edits(wrong, name));

/** The zone that people mean by an offset: Etc/GMT-2 is two hours ahead of UTC, which people call GMT+2. */
function zoneOfOffset(wrong: string): string | undefined {
  const [, sign, hours] = /^(?:GMT|UTC)([+-])0?(\d{1,2})(?::?00)?$/i.exec(wrong) ?? [];
  return sign && hours && `Etc/GMT${sign === '+' ? '-' : '+'}${hours}`;
}

/** The time zone that `wrong` most likely stands for, by its name or its city's; none for an abbreviation (EST). */
export function nearestZone(wrong: string): string | undefined {
  if (/^(GMT|UTC)?[+-]?\d|^(GMT|UTC)[+-]|^[A-Z]{1,5}$/i.test(wrong)) {
    const zone = zoneOfOffset(wrong);
    return zone !== undefined && timeZones.includes(zone) ? zone : undefined;
  }
  const count = (name: string) => Math.min(edits(wrong, name), edits(wrong, name.slice(name.lastIndexOf('/') + 1)));
  return fewestEdits(wrong, timeZones, count);
}
