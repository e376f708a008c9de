/** The consequences of a changed alert are one line with it; a panel's other changes are lines of their own. */
import { entriesOf } from '../../../../lib/review/diff/follow';
import type { Files } from '../../../../lib/review/diff/rendered';
import type { AlertDefinition } from '../../../../lib/alerting/alert';
import { RAW, withFields, stackState, withCatalogue, type Model, type PanelModel } from '../../../support/review';

const BASE = stackState('dev', RAW.dev).render(RAW.dev);
const ERRORS = 3;

type CodeEdit = Parameters<typeof withCatalogue>[0];
const above = (value: number): AlertDefinition['threshold'] => ({ kind: 'above', value, unit: 'per second' });
const CAUSES: readonly [string, CodeEdit][] = [
  ['a threshold', withFields('HighErrorRate', { threshold: above(0.2) })],
  ['a severity', withFields('HighErrorRate', { severity: 'critical' })],
  ['a removal', (_all, names) => void names.splice(names.indexOf('HighErrorRate'), 1)],
];

/** The result of an edit of the catalogue, with another edit of one of its panels. */
function editedFiles(code: CodeEdit, editPanel: (panel: PanelModel) => void): Files {
  const files = withCatalogue(code, () => stackState('dev', RAW.dev).render(RAW.dev));
  const path = 'grafana/dashboards/api-health.json';
  const model = JSON.parse(files[path] ?? '') as Model;
  model.panels.filter(({ id }) => id === ERRORS).forEach(editPanel);
  const summary = JSON.parse(files['stack.json'] ?? '') as { panelsWithoutAlerts: Record<string, PanelModel> };
  editPanel(summary.panelsWithoutAlerts[`api-health/${ERRORS}`] as PanelModel);
  return { ...files, [path]: JSON.stringify(model), 'stack.json': JSON.stringify(summary) };
}

/** The name of each cause, and the fields that differ. */
const followUps = (now: Files) =>
  entriesOf(BASE, now).map(({ cause: { name, parts } }) => `${name}: ${parts.map(({ field }) => field).join(', ')}`);

interface Custom {
  custom: { axisSoftMax: number; thresholdsStyle: { mode: string } };
}
const custom = ({ fieldConfig }: PanelModel) => (fieldConfig.defaults as unknown as Custom).custom;

describe.each(CAUSES)('%s', (_name, code) => {
  test('is one line, and its panels are among its consequences', () => {
    const now = editedFiles(code, () => undefined);
    const [entry, ...otherEntries] = entriesOf(BASE, now);
    expect(otherEntries).toEqual([]);
    expect(entry?.cause.name).toBe('HighErrorRate');
    expect(entry?.effects.map(({ name }) => name)).toEqual(expect.arrayContaining(['overview/5', 'api-health/3']));
  });

  test.each<[string, (panel: PanelModel) => void, string]>([
    [
      'a line that belongs to no alert',
      ({ fieldConfig }) => fieldConfig.defaults.thresholds.steps.push({ value: 7, color: 'red' }),
      'thresholds',
    ],
    ['an axis with another end', (panel) => (custom(panel).axisSoftMax = 999), 'custom.axisSoftMax'],
    [
      'lines in another style',
      (panel) => (custom(panel).thresholdsStyle = { mode: 'area' }),
      'custom.thresholdsStyle.mode',
    ],
    ['a query of its own', ({ targets }) => targets.forEach((one) => (one.expr = 'vector(1)')), 'query'],
    ['a unit', ({ fieldConfig }) => (fieldConfig.defaults.unit = 'ms'), 'unit'],
  ])('and %s of the panel are two lines', (_what, editPanel, field) => {
    const [alert, panel, ...otherFollowUps] = followUps(editedFiles(code, editPanel));
    expect(otherFollowUps).toEqual([]);
    expect(alert).toMatch(/^HighErrorRate: /);
    expect(panel).toMatch(new RegExp(`^api-health/3: .*${field.replace('.', '\\.')}`));
  });
});

test('a condition of its own that differs is no consequence of a number', () => {
  const other = (files: Files): Files => {
    const path = 'prometheus/rules/inhibition.yaml';
    return { ...files, [path]: (files[path] ?? '').replaceAll('[10m]', '[20m]') };
  };
  const found = followUps(other(editedFiles(CAUSES[0]?.[1] ?? (() => undefined), () => undefined)));
  expect(found[0]).toBe('HighErrorRate: threshold');
  expect(found.slice(1)).toEqual(['target:notified:max: expression']);
});

test.each(['SignalIngestionStopped', 'TargetDown', 'ContractMetricMissing', 'NotificationsFailing', 'HighErrorRate'])(
  'adding or removing %s is one line',
  (name) => {
    const now = withCatalogue(
      (_all, names) => void names.splice(names.indexOf(name), 1),
      () => stackState('dev', RAW.dev).render(RAW.dev),
    );
    for (const [before, later] of [
      [BASE, now],
      [now, BASE],
    ] as const) {
      const entries = entriesOf(before, later);
      expect(entries.map(({ cause }) => cause.name)).toEqual([name]);
    }
  },
);
