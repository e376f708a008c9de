/** Thresholds with which an alert could never fire or never stop, and warnings that come after their critical twin. */
import { humanize } from '../../metrics/units';
import { alertNames, definition, type AlertName, type Overrides } from '../../rules/catalogue';
import type { AlertDefinition } from '../../rules/alert';
import type { Contradiction } from '../contradiction';

/** Why an alert with the number `value` could never fire, or never stop; none where it could do both. */
function whyImpossible({ threshold: { kind, unit }, ceiling }: AlertDefinition, value: number): string | undefined {
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

function impossibleNumber(name: AlertName, overrides: Overrides): Contradiction[] {
  const { kind } = definition(name).threshold;
  const value = kind === 'above' || kind === 'below' ? overrides[name]?.[kind] : undefined;
  const message = value === undefined ? undefined : whyImpossible(definition(name), value);
  const key = `thresholds.${name}.${kind}`;
  return message === undefined ? [] : [{ key, message, from: [key] }];
}

/** A warning that would be told only once its critical twin already is. */
function beyondTwin(name: AlertName, overrides: Overrides): Contradiction[] {
  const { threshold, critical } = definition(name);
  const twin = alertNames.find((other) => other === critical);
  if (twin === undefined || threshold.kind !== 'above') return [];
  if (overrides[name]?.enabled === false || overrides[twin]?.enabled === false) return [];
  const warns = overrides[name]?.above ?? threshold.value;
  const pages = overrides[twin]?.above ?? definition(twin).threshold.value;
  const say = (value: number) => humanize(value, threshold.unit);
  return warns >= pages
    ? [
        {
          key: `thresholds.${overrides[name]?.above === undefined ? twin : name}.above`,
          message: `${name} would warn above ${say(warns)}, not before ${twin} pages above ${say(pages)}; the warning needs the smaller number`,
          from: [name, twin].flatMap((alert) => [`thresholds.${alert}.above`, `thresholds.${alert}.enabled`]),
        },
      ]
    : [];
}

export const checkThresholds = (overrides: Overrides): Contradiction[] =>
  alertNames.flatMap((name) => [...impossibleNumber(name, overrides), ...beyondTwin(name, overrides)]);
