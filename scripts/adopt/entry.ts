/** The catalogue's entry for a hand-written alert, filled in as far as a measurement of the library expresses it. */
import { SEVERITIES } from '../../lib/alerting/severity';
import type { Catalogue } from '../../lib/alerting/catalogue';
import { Platform } from '../../lib/promql';
import { WINDOW } from '../../lib/promql/window';
import type { Adoption } from '../../lib/review/adopt/alerts';
import { quantityOf, type Condition, type Quantity, type Reading } from '../../lib/review/adopt/condition';
import { matchersText } from '../../lib/review/adopt/typescript';
import { alertEntry } from '../new/alert';

const seriesName = (record: string) => `{ record: '${record}', meaning: 'FILL IN: meaning, with its unit' }`;
/** The name in `rules/recording.ts` of the rule that records the counter by all of these labels. */
function recordingOf({ records }: Catalogue, { series, matchers }: Reading, by: readonly string[]): string | undefined {
  const needed = [...by, ...matchers.map(({ label }) => label)];
  const all = Object.values(records).flatMap((group) => Object.entries(group));
  return all.find(([, { expr }]) => {
    const { kind, readings: [of] = [], by = [], factor } = quantityOf(expr(new Platform({})).node) ?? {};
    const isRate = kind === 'rate' && factor === 1 && of?.series === series && of.matchers.length === 0;
    return isRate && needed.every((label) => by.includes(label));
  })?.[0];
}

/** The call of a measurement; undefined if none expresses it. */
function builder(quantity: Quantity, { test, bound }: Condition, catalogue: Catalogue): string | undefined {
  const {
    kind,
    readings: [of, total],
    by = [],
  } = quantity;
  if (of === undefined || kind === 'value' || quantity.window !== WINDOW) return undefined;
  const name = of.series.replace(/_(total|bucket)$/, '');
  const background = '{ least: 3, events: 10, share: 0.1, culprits: 1 }';
  const culprits = `{ by: ['${by.join("', '")}'], together: 'FILL IN: together, as in all routes' }`;
  if (kind === 'percentile')
    return quantity.quantile === 0.95
      ? `latencyAbove({ histogram: contract.${name}, things: 'FILL IN: things', background: ${background}${by.length === 0 ? '' : `, culprits: ${culprits}`} })`
      : undefined;
  const recording = recordingOf(catalogue, of, by);
  if (kind === 'share' && total !== undefined) {
    const parts = `part: ${matchersText(of.matchers)}, whole: ${matchersText(total.matchers)}, background: ${background}`;
    const isOne = of.series === total.series && by.length === 0;
    return isOne && recording !== undefined && test === '>'
      ? `shareAbove(recording.${recording}, ${seriesName(`environment:${name}:ratio_rate5m`)}, { ${parts} })`
      : undefined;
  }
  if (test === '>' && recording !== undefined && by.length > 0)
    return `rateAboveBy(recording.${recording}, ${seriesName(`${by.join('_')}:${name}:rate5m`)}, ${culprits}, ${matchersText(of.matchers)})`;
  if (of.matchers.length > 0 || by.length > 0) return undefined;
  const events = seriesName(`environment:${name}:increase5m`);
  if (test === '>')
    return recording && `rateAbove(recording.${recording}, ${seriesName(`environment:${name}:rate5m`)})`;
  return test === '<'
    ? `rateBelow(contract.${of.series}, ${events})`
    : bound === 0
      ? `noEvents(contract.${of.series}, ${events})`
      : undefined;
}

/** Turns `api errors` into `ApiErrors`: an alert's name is a key of an object. */
const identifier = (name: string): string =>
  name
    .split(/\W+|_/)
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join('');

const UNITS = { rate: 'per second', share: 'ratio', percentile: 'seconds', value: 'count' } as const;

/** The entry with what is left to do; its group, component and panel are those of the most similar alert. */
export function entryOf(adoption: Extract<Adoption, { kind: 'entry' }>, catalogue: Catalogue): string {
  const { name, text, rule, condition, nearest } = adoption;
  const call = condition && builder(condition.quantity, condition, catalogue);
  const [dashboard = '', panels = {}] = Object.entries(catalogue.panels)[0] ?? [];
  const { group, component, panel } = nearest?.definition ?? {
    group: catalogue.groups[0] ?? '',
    component: Object.keys(catalogue.teams)[0] ?? '',
    panel: { dashboard, panel: Object.keys(panels)[0] ?? '' },
  };
  const { test, bound, quantity } = condition ?? {};
  const unit = quantity === undefined ? 'count' : UNITS[quantity.kind];
  const threshold =
    test === '=='
      ? `fixedThreshold(${bound}, 'count')`
      : `${test === '<' ? 'below' : 'above'}(${bound ?? 1}, '${unit}')`;
  const entry = alertEntry(identifier(name), group, component, [panel.dashboard, panel.panel], {
    severity: SEVERITIES.find((each) => each === rule.severity) ?? 'warning',
    threshold: `threshold: ${threshold},`,
    for: rule.for,
    measure: `// FILL IN: measure, which says ${text}
    measure: (_platform, { threshold }) => ({ value: vector(0), by: [], test: '${test ?? '>'}', bound: threshold, unit: '${unit}' }),`,
  });
  const marked = nearest === undefined ? entry.replace(/(?= {4}group:)/, '    // FILL IN: group and panel\n') : entry;
  if (call === undefined) return marked;
  const measured = marked.replace(/ {4}\/\/ FILL IN: measure.*\n.*\n/, '').replace('{\n', `{\n    ...${call},\n`);
  // An alert on latency has its own sentences.
  return quantity?.kind === 'percentile' ? measured.replace(/ {4}\/\/ FILL IN: says[^]*?\n {4}\}\),\n/, '') : measured;
}
