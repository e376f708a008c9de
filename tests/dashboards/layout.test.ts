/** The panels of a dashboard in their order, with their words, units, legends, links and variables. */
import { trading } from '../../platform';
import { dashboardUid } from '../../lib/alerting/panel-refs';
import { dashboards, type DashboardJson, type PanelJson } from '../../lib/dashboards';
import { resolveAll } from '../../lib/alerting/resolve';
import { instantiate } from '../../lib/dashboards/variables';
import { readPromql } from '../support/promql';
import { contentPanels, context, eachDashboard, eachPanel } from '../support/dashboards';

const all = dashboards(context());
function dashboardNamed(name: string): DashboardJson {
  const found = all[name];
  if (found === undefined) throw new Error(`no dashboard ${name}`);
  return found;
}
interface Annotation {
  readonly name: string;
  readonly enable: boolean;
  readonly expr?: string;
  readonly step?: string;
  readonly builtIn?: number;
  readonly filter?: { readonly ids: readonly number[] };
}
const annotationsOf = (dashboard: DashboardJson): readonly Annotation[] =>
  (dashboard as unknown as { annotations: { list: Annotation[] } }).annotations.list;

/** Panels from top to bottom, from left to right. */
const reading = (panels: PanelJson[]) =>
  [...panels].sort((a, b) => a.gridPos.y - b.gridPos.y || a.gridPos.x - b.gridPos.x).map(({ title }) => title);

/**
 * The panels of the original dashboards, by id, in their order: nine and fourteen, then three that the originals
 * lacked.
 */
test.each([
  ['api-health', 'API Technical Health Dashboard', 9],
  ['business-kpis', 'Business KPIs Dashboard', 17],
] as const)('%s begins with the panels of the dashboard that it replaces, in their order', (name, title, count) => {
  const first = contentPanels(dashboardNamed(name)).slice(0, count);
  expect(dashboardNamed(name).title).toBe(title);
  expect(first.map(({ id }) => id)).toEqual(first.map((_panel, i) => i + 1));
  expect(first).toHaveLength(count);
});

describe.each(eachDashboard())('%s', (name, dashboard) => {
  const panels = contentPanels(dashboard);

  test('has unique ids, row headings included', () => {
    const ids = dashboard.panels.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('has the order of its panels on the grid', () => {
    expect(reading(panels)).toEqual(panels.map(({ title }) => title));
  });

  test('fits 24 columns without overlap', () => {
    const titleByCell = new Map<string, string>();
    for (const { title, gridPos } of dashboard.panels) {
      const { x, y, w, h } = gridPos;
      expect(x + w).toBeLessThanOrEqual(24);
      for (let column = x; column < x + w; column++)
        for (let row = y; row < y + h; row++) {
          const cell = `${column},${row}`;
          expect([title, titleByCell.get(cell)]).toEqual([title, undefined]);
          titleByCell.set(cell, title);
        }
    }
  });

  test('cannot be edited, refreshes every 10 s, and leaves id and version to the server', () => {
    expect(dashboard).toMatchObject({
      uid: dashboardUid(name, 'dev'),
      editable: false,
      refresh: '10s',
      timezone: 'browser',
      tags: ['trading-platform', 'dev'],
    });
    expect(dashboard).not.toHaveProperty('id');
    expect(dashboard).not.toHaveProperty('version');
  });

  test('opens with the last hour, which a young server fills soon', () => {
    expect(dashboard).toMatchObject({ time: { from: 'now-1h', to: 'now' } });
  });

  test('links to the other dashboards with time and variables, and to the runbooks', () => {
    const otherDashboards = Object.values(all).filter(({ uid }) => uid !== dashboard.uid);
    expect(
      dashboard.links.filter(({ includeVars, keepTime }) => includeVars && keepTime).map(({ url }) => url),
    ).toEqual(otherDashboards.map(({ uid }) => `/d/${uid}`));
    expect(dashboard.links.map(({ title }) => title)).toContain('Runbooks');
  });

  const marks = annotationsOf(dashboard);

  test('marks restarts and deploys on every graph', () => {
    const everywhere = marks.filter(({ filter, builtIn }) => filter === undefined && builtIn !== 1);
    expect(everywhere.map(({ name: mark, enable }) => [mark, enable])).toEqual([
      ['Restarts', true],
      ['Deploys', true],
    ]);
    for (const { expr = '' } of marks) expect(readPromql(instantiate(expr || '0')).errors).toEqual([]);
  });

  test('shades a graph once for an alert, however many of its series fire', () => {
    for (const { filter, expr = '' } of marks)
      if (filter !== undefined) expect(expr).toMatch(/^max by \(alertname, severity, component\) \(ALERTS/);
  });

  test('marks a firing alert on the graph that shows it and on no other, to the second', () => {
    const graphs = panels.filter(({ type }) => ['timeseries', 'heatmap'].includes(type)).map(({ id }) => id);
    const alertMarks = marks.filter(({ filter }) => filter !== undefined);
    expect(alertMarks.every(({ enable, step }) => enable && step === '1s')).toBe(true);
    const drawn = resolveAll(context()).filter(
      ({ panel }) => panel.dashboard === name && graphs.includes(trading.panels[name]?.[panel.panel] ?? NaN),
    );
    for (const alert of drawn) {
      const of = alertMarks.filter(({ expr = '' }) => new RegExp(`["|]${alert.name}["|]`).test(expr));
      expect([alert.name, of.map(({ filter }) => filter)]).toEqual([
        alert.name,
        [{ exclude: false, ids: [trading.panels[name]?.[alert.panel.panel]] }],
      ]);
    }
    for (const { filter } of alertMarks) expect(graphs).toEqual(expect.arrayContaining([...(filter?.ids ?? [NaN])]));
  });

  test("turns Grafana's own annotations of alert rules off, which Grafana adds by default", () => {
    expect(marks.filter(({ builtIn }) => builtIn === 1)).toMatchObject([{ enable: false, type: 'dashboard' }]);
  });

  test('opens with the given data source and all values selected', () => {
    const { list } = dashboard.templating;
    expect(list[0]).toMatchObject({
      name: 'datasource',
      type: 'datasource',
      query: 'prometheus',
      current: { value: 'prometheus-dev' },
    });
    expect(list.slice(1).map(({ name: variable }) => variable)).toEqual(
      name === 'api-health' ? ['environment', 'route'] : ['environment'],
    );
    for (const { query, allValue, current } of list.slice(1)) {
      // Matches the absence of the label too.
      expect([allValue, current?.value]).toEqual(['.*', ['$__all']]);
      const [, series = ''] = /^label_values\((.*), \w+\)$/.exec(query) ?? [];
      expect(readPromql(instantiate(series)).errors).toEqual([]);
    }
  });

  test('uses only variables that it has', () => {
    const variables = [
      ...dashboard.templating.list.map((variable) => variable.name),
      '__rate_interval',
      '__range',
      '__interval',
      '__interval_ms',
      '__all',
      '__all_variables',
      '__url_time_range',
      '__data',
    ];
    const used = [...JSON.stringify(dashboard).matchAll(/\$\{?([a-z_]\w*)/gi)].map(([, variable]) => variable);
    expect(used.filter((variable) => !variables.includes(variable ?? ''))).toEqual([]);
  });
});

describe.each(eachPanel())('%s', (_name, panel) => {
  test('describes what it shows, what is good, and why it may be empty', () => {
    expect(panel.description?.length).toBeGreaterThan(30);
    expect(panel.description).toMatch(/Good: /);
    expect(panel.fieldConfig?.defaults.noValue?.length).toBeGreaterThan(8);
  });

  test('has its own thresholds', () => {
    // Without thresholds Grafana colours a value red at 80; a heat map has its own colour scale.
    const { thresholds } = panel.fieldConfig?.defaults ?? {};
    if (panel.type === 'heatmap') expect(thresholds).toBeUndefined();
    else expect(thresholds?.steps[0]?.value).toBeNull();
  });

  test('queries the selected data source, each query with its own letter', () => {
    const targets = panel.targets ?? [];
    expect(targets.length).toBeGreaterThan(0);
    expect(panel.datasource).toEqual({ type: 'prometheus', uid: '${datasource}' });
    expect(targets).toEqual(
      targets.map(
        () => expect.objectContaining({ datasource: { type: 'prometheus', uid: '${datasource}' } }) as unknown,
      ),
    );
    expect(new Set(targets.map(({ refId }) => refId)).size).toBe(targets.length);
  });
});

test('a panel links to the runbook section of each alert that it shows', () => {
  for (const alert of resolveAll(context())) {
    const { dashboard, panel } = alert.panel;
    const ids = trading.panels[dashboard] ?? {};
    const found = all[dashboard];
    const panelJson = (found ? contentPanels(found) : []).find(({ id }) => id === ids[panel]);
    expect(panelJson?.links?.map(({ url }) => url)).toContain(alert.annotations.runbook_url);
    expect(panelJson?.description).toContain(`[${alert.name}](${alert.annotations.runbook_url}) (${alert.severity})`);
  }
});

test('no link and no annotation is hidden in a menu', () => {
  expect(JSON.stringify(all)).not.toContain('inControlsMenu');
});

test('dashboards of two environments have different UIDs', () => {
  const uids = ['dev', 'prod'].flatMap((environment) =>
    eachDashboard(context({ environment })).map(([, { uid }]) => uid),
  );
  expect(new Set(uids).size).toBe(uids.length);
  for (const uid of uids) expect(uid).toMatch(/^[a-zA-Z0-9_-]{1,40}$/);
});
