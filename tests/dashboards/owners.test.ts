/** The teams that own what a dashboard shows: in the title of each row, and in the tile of each objective. */
import { trading } from '../../platform';
import { definition, alertNames } from '../../platform';
import { eachDashboard, panelOf } from '../support/dashboards';

const PANEL_IDS: Readonly<Record<string, Readonly<Record<string, number>>>> = trading.panels;

/** The rows with owners, each with the ids of its panels. */
const rows = eachDashboard()
  .filter(([name]) => name !== 'overview')
  .flatMap(([name, { panels }]) =>
    panels.flatMap((row, index) => {
      if (row.type !== 'row') return [];
      const after = panels.slice(index + 1);
      const end = after.findIndex(({ type }) => type === 'row');
      return [{ name, title: row.title, ids: (end < 0 ? after : after.slice(0, end)).map(({ id }) => id) }];
    }),
  );

test.each(rows.map((row) => [`${row.name} / ${row.title}`, row] as const))(
  'the title of %s names the teams of the alerts on its panels',
  (_title, { name, title, ids }) => {
    const [, owners = ''] = / \(teams? ([a-z, ]+)\)$/.exec(title) ?? [];
    expect(owners).not.toBe('');
    const teams = alertNames.map(definition).flatMap(({ panel, component }) => {
      const panels = PANEL_IDS[panel.dashboard] ?? {};
      return panel.dashboard === name && ids.includes(panels[panel.panel] ?? 0) ? [trading.teams[component] ?? ''] : [];
    });
    expect(owners.split(', ')).toEqual(expect.arrayContaining([...new Set(teams)]));
  },
);

test('the tile of an objective names the team that owns it', () => {
  const slos = Object.values(trading.slos);
  expect(slos.length).toBeGreaterThan(0);
  for (const { panels, component } of slos) {
    const { dashboard, panel } = panels.budget;
    const id = PANEL_IDS[dashboard]?.[panel] ?? 0;
    expect(panelOf(dashboard, id).description).toContain(`Owner: team ${trading.teams[component]}.`);
  }
});
