/** What a schema cannot say: settings that contradict each other, and thresholds that could never fire. */
import { humanize, inWords, seconds } from '../metrics/units';
import { alertNames, definition, type AlertName, type Override, type Overrides } from '../rules/catalogue';
import { WINDOW } from '../rules/measures';
import type { Problem } from './problems';
import type { Parsed } from './schema';

/** Longest `for`: what has gone on for a day has been noticed. */
const LONGEST_FOR = '1d';

function overridable(name: AlertName): string {
  const { threshold, minimumRate } = definition(name);
  const number = threshold.kind === 'fixed' ? [] : [threshold.kind];
  return [...number, 'for', 'severity', 'enabled', ...(minimumRate === undefined ? [] : ['minimumRate'])].join(', ');
}

function misplaced(name: AlertName, override: Override): Problem[] {
  const { threshold, minimumRate } = definition(name);
  const wrong = (['above', 'below'] as const).filter((key) => override[key] !== undefined && key !== threshold.kind);
  const rate = override.minimumRate !== undefined && minimumRate === undefined ? (['minimumRate'] as const) : [];
  return [...wrong, ...rate].map((key) => ({
    key: `thresholds.${name}.${key}`,
    message: `${name} has no such number; it may have ${overridable(name)}`,
  }));
}

function neverFires(name: AlertName, override: Override): Problem[] {
  const { threshold, ceiling } = definition(name);
  const key = `thresholds.${name}.${threshold.kind}`;
  if (threshold.kind === 'below' && override.below === 0)
    return [{ key, message: 'can never fire below 0: no rate is negative' }];
  const value = override.above;
  if (threshold.kind !== 'above' || value === undefined || ceiling === undefined) return [];
  const beyond = ceiling.inclusive ? value > ceiling.value : value >= ceiling.value;
  return beyond
    ? [{ key, message: `can never fire above ${humanize(value, threshold.unit)}: ${ceiling.because}` }]
    : [];
}

function tooLong(name: AlertName, override: Override): Problem[] {
  return override.for !== undefined && seconds(override.for) > seconds(LONGEST_FOR)
    ? [{ key: `thresholds.${name}.for`, message: `had "${override.for}", may be ${inWords(LONGEST_FOR)} at the most` }]
    : [];
}

/** A warning that would be told only once its critical twin already is. */
function beyondTwin(name: AlertName, overrides: Overrides): Problem[] {
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
        },
      ]
    : [];
}

/** Mistakes in the overrides of alerts, each valid by itself. */
export function checkThresholds(overrides: Overrides): Problem[] {
  return alertNames.flatMap((name) => {
    const override = overrides[name] ?? {};
    return [
      ...misplaced(name, override),
      ...neverFires(name, override),
      ...tooLong(name, override),
      ...beyondTwin(name, overrides),
    ];
  });
}

function checkBackend({ backend, demo }: Parsed): Problem[] {
  const problems: Problem[] = [];
  if (seconds(backend.scrapeInterval) === 0 || seconds(backend.scrapeInterval) * 4 > seconds(WINDOW))
    problems.push({
      key: 'backend.scrapeInterval',
      message: `had "${backend.scrapeInterval}", needs 1s to ${seconds(WINDOW) / 4}s: a rate over ${WINDOW} wants four scrapes`,
    });
  if (!demo && backend.address === undefined)
    problems.push({ key: 'backend.address', message: 'missing; without the demo there is nothing to scrape' });
  return problems;
}

function checkPorts({ prometheus, grafana }: Parsed): Problem[] {
  return prometheus.port === grafana.port
    ? [{ key: 'grafana.port', message: `had ${grafana.port}, which Prometheus has too` }]
    : [];
}

/** Every contradiction in settings that the schema accepts. */
export function check(settings: Parsed): Problem[] {
  return [...checkBackend(settings), ...checkPorts(settings), ...checkThresholds(settings.thresholds)];
}
