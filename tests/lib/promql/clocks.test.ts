/**
 * The local times that the rules compute, on a real Prometheus, compared with Intl: in every zone, at times where they
 * could be wrong.
 */
import fc from 'fast-check';
import { localTime } from '../../../lib/market/calendar';
import { clockOf, timeZones } from '../../../lib/market/time-zones';
import { startEmptyPrometheus, type EmptyPrometheus } from '../../support/prometheus';

const HOUR = 3600;
const DAY = 24 * HOUR;
const FIRST_YEAR = 2027;
const YEARS = Array.from({ length: 12 }, (_, i) => FIRST_YEAR + i);

/** Making one takes longer than formatting a hundred times. */
const formats = new Map<string, Intl.DateTimeFormat>();

/** The UTC offset of a zone by Intl, in seconds, at a second since 1970. */
function offsetOf(zone: string): (second: number) => number {
  const format =
    formats.get(zone) ?? new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset', year: 'numeric' });
  formats.set(zone, format);
  return (second) => {
    const [, sign = '+', hours = '0', minutes = '0'] =
      /GMT(?:([+-])(\d\d):(\d\d))?/.exec(format.format(second * 1000)) ?? [];
    return Number(`${sign}1`) * (Number(hours) * HOUR + Number(minutes) * 60);
  };
}

interface Range {
  readonly result: readonly { readonly values: readonly [number, string][] }[];
}

/**
 * Its government decided otherwise in 2026: the edition 2026e in Node 24 has it, the package `tzdata` does not yet.
 */
const CHANGED_SINCE = ['America/Winnipeg'];

/** Zones with the same DST rule, by the expression that computes it. */
const zonesByExpression = new Map<string, string[]>();
for (const zone of Intl.supportedValuesOf('timeZone')) {
  const clock = clockOf(zone);
  if (clock === undefined || CHANGED_SINCE.includes(zone)) continue;
  const expression = String(localTime(clock));
  zonesByExpression.set(expression, [...(zonesByExpression.get(expression) ?? []), zone]);
}

/** The days of a zone's DST changes, in all years. */
function turnDays(zone: string): number[] {
  const offset = offsetOf(zone);
  const first = Date.UTC(FIRST_YEAR, 0, 1) / 1000;
  const days = Array.from({ length: YEARS.length * 365 }, (_, day) => first + day * DAY);
  const offsets = days.map(offset);
  return days.filter((_, i) => i > 0 && offsets[i] !== offsets[i - 1]);
}

test('the rules support every zone of Intl, except those with individual dates every year', () => {
  const unknown = Intl.supportedValuesOf('timeZone').filter((zone) => clockOf(zone) === undefined);
  expect(unknown.filter((zone) => timeZones.includes(zone))).toEqual(['Asia/Gaza', 'Asia/Hebron']);
});

describe('on a real Prometheus', () => {
  let server: EmptyPrometheus;
  beforeAll(async () => {
    server = await startEmptyPrometheus();
  });
  afterAll(() => server.stop());

  /** The zones of an expression whose time differs from Intl's, between two times in seconds. */
  async function differences(expression: string, start: number, end: number, step: number): Promise<string[]> {
    const parameters = { query: expression, start: String(start), end: String(end), step: String(step) };
    const { result } = await server.query<Range>('query_range', parameters);
    const values = result[0]?.values ?? [];
    expect(values).toHaveLength(Math.floor((end - start) / step) + 1);
    return (zonesByExpression.get(expression) ?? []).flatMap((zone) => {
      const offset = offsetOf(zone);
      const wrong = values.filter(([second, value]) => Number(value) - second !== offset(second));
      return wrong.map(([second]) => `${zone} at ${new Date(second * 1000).toISOString()}`);
    });
  }

  test('each zone has the time of Intl at every hour around the turn of each year', async () => {
    const wrong: string[] = [];
    for (const expression of zonesByExpression.keys())
      for (const year of YEARS) {
        const newYear = Date.UTC(year, 0, 1) / 1000;
        wrong.push(...(await differences(expression, newYear - 26 * HOUR, newYear + 26 * HOUR, HOUR)));
      }
    expect(wrong).toEqual([]);
  });

  test('each zone has the time of Intl around each DST change', async () => {
    const wrong: string[] = [];
    for (const [expression, [zone = '']] of zonesByExpression)
      for (const day of turnDays(zone))
        wrong.push(...(await differences(expression, day - DAY - 1, day + 1, HOUR / 2)));
    expect(wrong).toEqual([]);
  });

  test('each zone has the time of Intl at any other time', async () => {
    const second = fc.integer({ min: Date.UTC(FIRST_YEAR, 0, 1) / 1000, max: Date.UTC(2060, 0, 1) / 1000 });
    const anywhere = fc.tuple(fc.constantFrom(...zonesByExpression.keys()), second);
    await fc.assert(
      fc.asyncProperty(anywhere, async ([expression, start]) => {
        expect(await differences(expression, start, start, 1)).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});
