/**
 * A dashboard as Grafana 12 exports it: the diff is empty if nobody edited it, else it has the edit and the file to
 * change.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { exportedDashboard } from '../../../../scripts/diff/dashboard';
import { RAW, stackState, type Model, type PanelModel } from '../../../support/review';
import { exportClassic, exportResource, saveInGrafana13, type Json } from '../../../support/grafana-export';

const folder = mkdtempSync(join(tmpdir(), 'export-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const FILES = stackState('dev', RAW.dev).render(RAW.dev);
const NAMES = ['api-health', 'business-kpis', 'overview'] as const;
const modelOf = (name: string) => JSON.parse(FILES[`grafana/dashboards/${name}.json`] ?? '') as Model & Json;

function readExport(exported: unknown): string {
  const file = join(folder, 'export.json');
  writeFileSync(file, JSON.stringify(exported));
  return exportedDashboard(file, undefined);
}

describe.each([
  ['the classic model', exportClassic],
  ['a V1 resource', (model: Model & Json) => exportResource(exportClassic(model))],
  ["the API's answer", (model: Model & Json) => ({ dashboard: exportClassic(model), meta: { slug: 'x' } })],
])('%s', (_name, exported) => {
  test.each(NAMES)('an export of %s that nobody edited has no diff', (name) => {
    expect(readExport(exported(modelOf(name)))).toBe('');
  });

  test('an edited title is shown with the file and line to change', () => {
    const model = modelOf('api-health');
    (model.panels[1] as PanelModel).title = 'Requests per route';
    const text = readExport(exported(model));
    expect(text).toContain('title "Requests per route", was "API Request Rate by Endpoint"');
    expect(text).toMatch(/Touch `dashboards\/api-health\.ts:\d+`/);
    expect(text.match(/^- /gm)).toHaveLength(1);
  });
});

test('an export with any defaults left out or written out has no diff', () => {
  fc.assert(
    fc.property(fc.constantFrom(...NAMES), fc.func(fc.boolean()), (name, keep) => {
      const model = modelOf(name);
      const full = exportClassic(model);
      const panels = (full.panels as (PanelModel & Json)[]).map((panel, i) => (keep(i) ? panel : model.panels[i]));
      expect(readExport({ ...full, panels })).toBe('');
    }),
    { numRuns: 15 },
  );
});

const edit = (change: (panel: PanelModel, model: Model) => void, id = 2): string => {
  const model = modelOf('api-health');
  change(model.panels.find((panel) => panel.id === id) as PanelModel, model);
  return readExport(exportClassic(model));
};

test('a threshold edited on a panel leads to the alerts that draw it', () => {
  const text = edit((panel) => {
    (panel.fieldConfig.defaults.thresholds.steps[1] as { value: number }).value = 0.7;
  });
  expect(text).toContain('thresholds transparent, orange from 0.7, red from 5');
  expect(text).toMatch(/Touch `rules\/api\.ts:\d+`, `rules\/api\.ts:\d+`/);
});

test('an edited query is shown with both texts', () => {
  const text = edit((panel) => {
    (panel.targets[0] as { expr: string }).expr = 'sum(rate(http_requests_total[5m]))';
  });
  expect(text).toContain('is `sum(rate(http_requests_total[5m]))`');
});

test('a new panel leads to the ids and the rows', () => {
  const text = edit((panel, model) => {
    model.panels.push({ ...panel, id: 77, title: 'Mine', gridPos: { ...panel.gridPos, y: 99 } });
  });
  expect(text).toContain('panel "Mine" on "API Technical Health Dashboard" is new');
  expect(text).toMatch(/Touch `dashboards\/api-\w+\.ts:\d+`, `dashboards\/api-health\.ts:\d+`/);
});

test('a file that is no dashboard of a stack is refused with the reason', () => {
  expect(() => readExport({ uid: 'foreign', title: 'Foreign', panels: [] })).toThrow(
    /has the uid "foreign".*api-health-dev/,
  );
  expect(() => readExport({ apiVersion: 'dashboard.grafana.app/v2', spec: { elements: {} } })).toThrow(
    /has the dashboard schema v2, which is not read; in Grafana: Export, Export as code .*Model: Classic/,
  );
});

test('a panel that became a library panel is named by its former title', () => {
  const text = edit((panel, model) => {
    const { id, gridPos } = panel as PanelModel & Json;
    const library = { id, gridPos, libraryPanel: { name: 'Shared', uid: 'x' } } as unknown as PanelModel;
    model.panels.splice(model.panels.indexOf(panel), 1, library);
  });
  expect(text).toContain(
    'panel "API Latency Percentiles (p50/p95/p99)" on "API Technical Health Dashboard" became the library panel "Shared", which is not in the file',
  );
  expect(text.match(/^- /gm)).toHaveLength(1);
});

test('a copy with the same id is the new panel, wherever it stands', () => {
  for (const first of [true, false]) {
    const text = edit((panel, model) => {
      const copy = { ...panel, title: 'Copy', gridPos: { ...panel.gridPos, y: first ? 0 : 99 } };
      if (first) model.panels.unshift(copy);
      else model.panels.push(copy);
    });
    expect(text).toMatch(/panel "Copy" on .* is new, .*; two panels have the id 2\./);
    expect(text.match(/^- /gm)).toHaveLength(1);
  }
});

test.each(NAMES)('an export of %s by Grafana 13 that nobody edited has no diff', (name) => {
  const full = exportClassic(modelOf(name));
  const panels = (full.panels as (PanelModel & Json)[]).map(saveInGrafana13);
  expect(readExport({ ...full, schemaVersion: 42, panels })).toBe('');
});

/** `value` with a random part removed or replaced by another type. */
function mutate(value: unknown, path: readonly number[], replacement: unknown): unknown {
  const [at, ...below] = path;
  if (at === undefined || typeof value !== 'object' || value === null) return replacement;
  const entries = Object.entries(value);
  const chosen = entries[at % Math.max(1, entries.length)];
  if (chosen === undefined) return replacement;
  const inner = mutate(chosen[1], below, replacement);
  if (Array.isArray(value)) return value.map((one, i) => (String(i) === chosen[0] ? inner : (one as unknown)));
  return { ...value, [chosen[0]]: inner };
}

test('a damaged export gives a diff or a one-sentence error', () => {
  const full = exportClassic(modelOf('overview'));
  fc.assert(
    fc.property(
      fc.array(fc.nat(60), { minLength: 1, maxLength: 7 }),
      fc.constantFrom<unknown>(undefined, null, 7, 'text', true, [], {}, [null], { list: 1 }),
      (path, replacement) => {
        try {
          expect(typeof readExport(mutate(full, path, replacement))).toBe('string');
        } catch (error) {
          expect(error).toMatchObject({ name: 'UsageError' });
        }
      },
    ),
    { numRuns: 20 },
  );
});
