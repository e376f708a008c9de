/** Thresholds with which an alert could never fire or never stop, and warnings that come after their critical twin. */
import type { AlertDefinition } from '../../alerting/alert';
import type { Overrides } from '../../alerting/resolve';
import { humanize } from '../../units';
import type { Check, Report } from '../contradiction';
import { dottedPath } from '../key-path';

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

interface StackNumber {
  readonly key: string;
  readonly number: number;
}

/** The thresholds that the stack sets for an alert, by the value of its label; undefined for the alert's own one. */
function numbersOf(
  name: string,
  { threshold: { kind }, limitsBy }: AlertDefinition,
  overrides: Overrides,
): ReadonlyMap<string | undefined, StackNumber> {
  const override = overrides[name];
  if ((kind !== 'above' && kind !== 'below') || override === undefined) return new Map();
  const limits = Object.entries((limitsBy && override[limitsBy]) ?? {}).map(([value, numbers]) => ({
    value,
    key: dottedPath(['thresholds', name, String(limitsBy), value, kind]),
    number: numbers[kind],
  }));
  const all = [{ value: undefined, key: `thresholds.${name}.${kind}`, number: override[kind] }, ...limits];
  return new Map(all.flatMap(({ value, key, number }) => (number === undefined ? [] : [[value, { key, number }]])));
}

/** A warning that would fire only after its critical twin. */
function checkAgainstTwin(
  [name, alert]: readonly [string, AlertDefinition],
  [twinName, twin]: readonly [string, AlertDefinition],
  overrides: Overrides,
  report: Report,
): void {
  const [warning, page] = [numbersOf(name, alert, overrides), numbersOf(twinName, twin, overrides)];
  const say = (number: number) => humanize(number, alert.threshold.unit);
  for (const value of new Set([undefined, ...warning.keys(), ...page.keys()])) {
    const warns = (warning.get(value) ?? warning.get(undefined))?.number ?? alert.threshold.value;
    const pages = (page.get(value) ?? page.get(undefined))?.number ?? twin.threshold.value;
    // For one value of a label, both may start at the same threshold: the page then inhibits the warning.
    if (warns < pages || (value !== undefined && warns === pages)) continue;
    const keys = [warning, page].flatMap((numbers) => numbers.get(value)?.key ?? []);
    const where = value === undefined ? '' : ` on ${value}`;
    report(
      keys[0] ?? `thresholds.${name}.above`,
      `${name} would warn above ${say(warns)}${where}, not before ${twinName} pages above ${say(pages)}; the warning needs the smaller number`,
      [...keys, ...[name, twinName].flatMap((one) => [`thresholds.${one}.above`, `thresholds.${one}.enabled`])],
    );
  }
}

export const checkThresholds: Check = ({ catalogue: { alerts }, settings: { thresholds } }, report) => {
  for (const [name, alert] of Object.entries(alerts)) {
    const numbers = numbersOf(name, alert, thresholds);
    for (const { key, number } of numbers.values()) {
      const message = whyImpossible(alert, number);
      if (message !== undefined) report(key, message);
    }
    // A latency between two buckets is estimated, one at a bucket's bound is exact: one series cannot be compared with both.
    const { exactNumbers, critical, threshold } = alert;
    const usual = numbers.get(undefined)?.number ?? threshold.value;
    for (const [value, { key, number }] of exactNumbers === undefined ? [] : numbers)
      if (value !== undefined && exactNumbers?.includes(number) !== exactNumbers?.includes(usual))
        report(
          key,
          `had ${number} beside the alert's own ${usual}: either both or none may be a bound of the histogram's buckets, which are ${exactNumbers?.join(', ')}`,
          [`thresholds.${name}.above`],
        );
    const twin = critical === undefined ? undefined : alerts[critical];
    const isEnabled = (one = '') => thresholds[one]?.enabled !== false;
    if (
      critical !== undefined &&
      twin !== undefined &&
      threshold.kind === 'above' &&
      isEnabled(name) &&
      isEnabled(critical)
    )
      checkAgainstTwin([name, alert], [critical, twin], thresholds, report);
  }
};
