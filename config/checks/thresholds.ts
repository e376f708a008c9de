/** Thresholds that could never fire, and warnings that come after their critical twin. */
import { humanize } from '../../metrics/units';
import { alertNames, definition, type AlertName, type Overrides } from '../../rules/catalogue';
import type { Contradiction } from '../contradiction';

function neverFires(name: AlertName, overrides: Overrides): Contradiction[] {
  const { threshold, ceiling } = definition(name);
  const key = `thresholds.${name}.${threshold.kind}`;
  if (threshold.kind === 'below' && overrides[name]?.below === 0)
    return [{ key, message: 'can never fire below 0: no rate is negative', from: [key] }];
  const value = overrides[name]?.above;
  if (threshold.kind !== 'above' || value === undefined || ceiling === undefined) return [];
  const beyond = ceiling.inclusive ? value > ceiling.value : value >= ceiling.value;
  return beyond
    ? [{ key, message: `can never fire above ${humanize(value, threshold.unit)}: ${ceiling.because}`, from: [key] }]
    : [];
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
  alertNames.flatMap((name) => [...neverFires(name, overrides), ...beyondTwin(name, overrides)]);
