/** Thresholds with which an alert could never fire or never stop, and warnings that come after their critical twin. */
import type { Catalogue } from '../../alerting/catalogue';
import { humanize } from '../../units';
import type { Overrides } from '../../alerting/resolve';
import type { AlertDefinition } from '../../alerting/alert';
import { dottedPath } from '../problems';
import type { Contradiction } from '../contradiction';

/** Why an alert with the threshold `value` could never fire, or never resolve; undefined if it can do both. */
export function whyImpossible(
  { threshold: { kind, unit }, ceiling }: AlertDefinition,
  value: number,
): string | undefined {
  const say = humanize(value, unit);
  const share = 'a share is from 0 to 1 (100%)';
  if (kind === 'below' && value === 0)
    return `can never fire below ${say}: ${unit === 'ratio' ? share : 'no rate is negative'}`;
  if (kind === 'below' && unit === 'ratio' && value > 1) return `fires at all times below ${say}: ${share}`;
  if (kind === 'above' && unit === 'ratio' && value >= 1) return `can never fire above ${say}: ${share}`;
  if (kind === 'above' && ceiling !== undefined && value > ceiling.value)
    return `can never fire above ${say}: ${ceiling.because}`;
  return undefined;
}

type NamedAlert = AlertDefinition & { readonly name: string };

/** A threshold that the stack sets for an alert, or for one value of the alert's label. */
interface StackNumber {
  readonly key: string;
  /** The value of the label; undefined for the alert's own threshold. */
  readonly of?: string;
  readonly number: number;
}

/** Every threshold that the stack sets for an alert. */
function numbersOf({ name, threshold, limitsBy }: NamedAlert, overrides: Overrides): StackNumber[] {
  const { kind } = threshold;
  const override = overrides[name];
  if ((kind !== 'above' && kind !== 'below') || override === undefined) return [];
  const usual = override[kind];
  return [
    ...(usual === undefined ? [] : [{ key: `thresholds.${name}.${kind}`, number: usual }]),
    ...Object.entries((limitsBy && override[limitsBy]) ?? {}).flatMap(([of, numbers]): StackNumber[] => {
      const number = numbers[kind];
      return number === undefined
        ? []
        : [{ key: dottedPath(['thresholds', name, String(limitsBy), of, kind]), of, number }];
    }),
  ];
}

const impossibleNumbers = (alert: NamedAlert, overrides: Overrides): Contradiction[] =>
  numbersOf(alert, overrides).flatMap(({ key, number }): Contradiction[] => {
    const message = whyImpossible(alert, number);
    return message === undefined ? [] : [{ key, message, from: [key] }];
  });

/**
 * Thresholds of one alert that cannot be compared with one series: a latency between two buckets is estimated, one at a
 * bucket's bound is exact.
 */
function checkKindOfNumber(alert: NamedAlert, overrides: Overrides): Contradiction[] {
  const { name, exactNumbers, threshold } = alert;
  if (exactNumbers === undefined) return [];
  const numbers = numbersOf(alert, overrides);
  const usual = numbers.find(({ of }) => of === undefined)?.number ?? threshold.value;
  const isExact = (number: number) => exactNumbers.includes(number);
  return numbers
    .filter(({ of, number }) => of !== undefined && isExact(number) !== isExact(usual))
    .map(({ key, number }) => ({
      key,
      message: `had ${number} beside the alert's own ${usual}: either both or none may be a bound of the histogram's buckets, which are ${exactNumbers.join(', ')}`,
      from: [key, `thresholds.${name}.above`],
      quotes: false,
    }));
}

/** A warning that would fire only after its critical twin. */
function checkAgainstTwin(alert: NamedAlert, twin: NamedAlert | undefined, overrides: Overrides): Contradiction[] {
  const { name, threshold } = alert;
  if (twin === undefined || threshold.kind !== 'above') return [];
  if (overrides[name]?.enabled === false || overrides[twin.name]?.enabled === false) return [];
  const of = (one: NamedAlert) => {
    const numbers = numbersOf(one, overrides);
    const usual = numbers.find(({ of: value }) => value === undefined)?.number ?? one.threshold.value;
    return { numbers, number: (value?: string) => numbers.find((one) => one.of === value)?.number ?? usual };
  };
  const [warning, page] = [of(alert), of(twin)];
  const values = [undefined, ...new Set([...warning.numbers, ...page.numbers].flatMap(({ of: value }) => value ?? []))];
  const say = (value: number) => humanize(value, threshold.unit);
  return values.flatMap((value): Contradiction[] => {
    const [warns, pages] = [warning.number(value), page.number(value)];
    // For one value of a label, both may start at the same threshold: the page then inhibits the warning.
    if (warns < pages || (value !== undefined && warns === pages)) return [];
    const numbers = [...warning.numbers, ...page.numbers].filter((one) => one.of === value);
    const [first = { key: `thresholds.${name}.above` }] = numbers;
    const where = value === undefined ? '' : ` on ${value}`;
    return [
      {
        key: first.key,
        message: `${name} would warn above ${say(warns)}${where}, not before ${twin.name} pages above ${say(pages)}; the warning needs the smaller number`,
        from: [
          ...numbers.map(({ key }) => key),
          ...[name, twin.name].flatMap((one) => [`thresholds.${one}.above`, `thresholds.${one}.enabled`]),
        ],
      },
    ];
  });
}

export function checkThresholds({ alerts }: Catalogue, overrides: Overrides): Contradiction[] {
  const named = Object.entries(alerts).map(([name, alert]): NamedAlert => ({ ...alert, name }));
  return named.flatMap((alert) => [
    ...impossibleNumbers(alert, overrides),
    ...checkKindOfNumber(alert, overrides),
    ...checkAgainstTwin(
      alert,
      named.find(({ name }) => name === alert.critical),
      overrides,
    ),
  ]);
}
