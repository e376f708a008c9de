/** Units of measured values and their formats for people; durations in Prometheus' notation. */

/** A duration in Prometheus' notation with one unit, such as `5m`. */
export type Duration = `${number}${'s' | 'm' | 'h' | 'd'}`;

const SECONDS = { s: 1, m: 60, h: 3600, d: 86400 } as const;
const DURATION = /^(\d+)([smhd])$/;

export function isDuration(text: string): text is Duration {
  return DURATION.test(text);
}

/** Length of a duration in seconds. Throws a RangeError where `text` is not a {@link Duration}. */
export function seconds(text: Duration): number {
  const [, count, unit] = DURATION.exec(text) ?? [];
  if (count === undefined || unit === undefined)
    throw new RangeError(`"${text}" is not a duration like 90s, 5m, 1h or 2d`);
  return Number(count) * SECONDS[unit as keyof typeof SECONDS];
}

/** The normal form of a duration: the largest unit that divides it, as servers print it (`60m` is `1h`). */
export function canonicalDuration(text: Duration): Duration {
  const length = seconds(text);
  const unit = (['d', 'h', 'm'] as const).find((u) => length > 0 && length % SECONDS[u] === 0) ?? 's';
  return `${length / SECONDS[unit]}${unit}`;
}

/** The difference of two durations. */
export const subtractDuration = (one: Duration, by: Duration): Duration =>
  canonicalDuration(`${seconds(one) - seconds(by)}s`);

/** Factor from events a second to events a minute: rare events are shown per minute, as that number is easier to imagine. */
export const PER_MINUTE = SECONDS.m;

const WORDS = { s: 'second', m: 'minute', h: 'hour', d: 'day' } as const;

/** `10m` as "10 minutes". */
export function inWords(text: Duration): string {
  const [, count, unit] = DURATION.exec(canonicalDuration(text)) ?? [];
  const word = WORDS[unit as keyof typeof WORDS];
  return `${count} ${word}${count === '1' ? '' : 's'}`;
}

/** The unit of a threshold and of the value compared with it. */
export type Unit = 'seconds' | 'ratio' | 'per second' | 'times' | 'count' | 'state';

/** A value as a person writes it: `0.8` seconds is "0.8 s", a ratio of `0.7` is "70%". */
export function humanize(value: number, unit: Unit): string {
  const decimal = String(Number(value.toPrecision(6)));
  switch (unit) {
    case 'seconds':
      return `${decimal} s`;
    case 'ratio':
      return `${Number((value * 100).toPrecision(6))}%`;
    case 'per second':
      return `${decimal}/s`;
    case 'times':
      return `${decimal}x`;
    case 'count':
    case 'state':
      return decimal;
  }
}

/** Three digits of a small number, every digit of a large one; never `1.2e+03`. */
const digits = (after: string): string =>
  `{{ printf (or (and (lt $value 999.5) "%.3g${after}") "%.0f${after}") $value }}`;

/** The alert template that prints `$value` in the same unit and format as {@link humanize}, in a single action. */
export function valueTemplate(unit: Unit): string {
  switch (unit) {
    case 'seconds':
      return '{{ $value | humanizeDuration }}';
    case 'ratio':
      return '{{ $value | humanizePercentage }}';
    case 'per second':
      return digits('/s');
    case 'times':
      return digits('x');
    case 'count':
    case 'state':
      return '{{ printf "%.0f" $value }}';
  }
}

/** The same without the unit, for a sentence that names it: "3.2" server errors a second. */
export function numberTemplate(unit: Unit): string {
  return unit === 'per second' || unit === 'times' ? digits('') : valueTemplate(unit);
}

const CONJUNCTION = new Intl.ListFormat('en-GB');
/** "A", "A and B", "A, B and C". */
export const joinWords = (words: readonly string[]): string => CONJUNCTION.format(words);
