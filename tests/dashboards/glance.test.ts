/** That a dashboard is read at a glance: legends, units, colours and the number of points. What a browser draws: browser.test.ts. */
import { HEALTHY } from '../../demo/load';
import { stepOf } from '../../scripts/sizing/refresh';
import type { PanelJson } from '../../lib/dashboards';
import { context, eachPanel } from '../support/dashboards';

const MINUTE = 60;
const HOUR = 60 * MINUTE;

const graphs = eachPanel().filter(([, { type }]) => type === 'timeseries');

test('the graph below a number begins at zero', () => {
  const trends = eachPanel().filter(([, { options }]) => options?.graphMode === 'area');
  expect(trends.length).toBeGreaterThan(1);
  for (const [name, { fieldConfig }] of trends) expect([name, fieldConfig?.defaults.min]).toEqual([name, 0]);
});

test.each(graphs)('the legend of %s says last and largest, with no unit in each cell', (_name, panel) => {
  expect(panel.options?.legend?.calcs).toEqual(['last', 'max']);
  const { unit, custom } = panel.fieldConfig?.defaults ?? {};
  // Of seconds, bytes and shares the unit is a letter or two that changes with the size of the number.
  expect(['s', 'bytes', 'percentunit', 'currencyUSD', 'short', 'locale']).toContain(unit);
  if (unit === 'short') expect(custom?.axisLabel).toMatch(/\w/);
});

test.each(graphs)('%s lists ten series at most where its labels have no end', (_name, { targets = [] }) => {
  const open = /by \([^)]*\b(route|endpoint|error_type)\b/;
  for (const { expr } of targets) {
    const closed = /ea_requests/.test(expr) || expr.startsWith('sum(');
    if (open.test(expr) && !closed) expect(expr).toMatch(/topk\(10, /);
  }
});

/** What the demo counts, a second, and the scale that its panel counts it in. */
test.each([
  ['API requests', HEALTHY.requests, 1],
  ['requests of expert advisors', HEALTHY.eaPolls, 1],
  ['refusals', HEALTHY.refusals, 60],
  ['signals', HEALTHY.signals, 60],
  ['approvals', HEALTHY.approvals, 60],
  ['checkouts', HEALTHY.checkouts, 60],
  ['payments', HEALTHY.payments, 60],
  ['errors of expert advisors', HEALTHY.eaPollErrors + HEALTHY.eaAckErrors, 60],
])('the usual number of %s reads as 1 to 999', (_what, perSecond, scale) => {
  expect(perSecond * scale).toBeGreaterThanOrEqual(1);
  expect(perSecond * scale).toBeLessThan(1000);
});

test('a total is exact: no thousands are rounded away', () => {
  const totals = eachPanel().filter(([name]) => /Total Signals|Sessions Created|Device Management/.test(name));
  expect(totals.map(([, { fieldConfig }]) => fieldConfig?.defaults.unit)).toEqual(['locale', 'locale', 'locale']);
});

/** A legend beside the graph is for many series. */
const hasManySeries = ({ options }: PanelJson): boolean => options?.legend?.placement === 'right';

/** Seconds of a range, and those between two points of a graph of many series, and of one of few. */
test.each([
  [15 * MINUTE, 15, 15],
  [HOUR, 60, 30],
  [6 * HOUR, 300, 120],
  [24 * HOUR, 1200, 600],
])('over %i seconds a graph of many series has a point each %i seconds, one of few each %i', (range, many, few) => {
  for (const [name, panel] of graphs)
    expect([name, stepOf(panel, range)]).toEqual([name, hasManySeries(panel) ? many : few]);
});

test.each([15 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR, 24 * HOUR])(
  'over %i seconds a graph of many series costs no more than over an hour and a half, one of few twice that',
  (range) => {
    for (const [, panel] of graphs)
      expect(range / stepOf(panel, range)).toBeLessThanOrEqual(hasManySeries(panel) ? 90 : 180);
  },
);

test('a graph has no points between two scrapes', () => {
  const slow = eachPanel(context({ backend: { scrapeInterval: '30s' } })).filter(
    ([, { type }]) => type === 'timeseries',
  );
  for (const [name, { interval }] of slow) expect([name, interval]).toEqual([name, '30s']);
});

test('no graph tells its series apart by red and green alone', () => {
  for (const [name, { fieldConfig }] of graphs) {
    const colours = (fieldConfig?.overrides ?? []).flatMap(({ properties }) =>
      properties.filter(({ id }) => id === 'color').map(({ value }) => (value as { fixedColor?: string }).fixedColor),
    );
    expect([name, colours.includes('red') && colours.includes('green')]).toEqual([name, false]);
  }
});

test('the legend of a series that has ended does not say why a panel is empty', () => {
  for (const [name, { fieldConfig }] of graphs)
    expect([name, JSON.stringify(fieldConfig?.defaults.mappings)]).toEqual([
      name,
      expect.stringContaining('"null+nan"'),
    ]);
});

test('a panel without data says which of the reasons it is', () => {
  for (const [name, { fieldConfig }] of eachPanel())
    expect([name, fieldConfig?.defaults.noValue]).toEqual([
      name,
      expect.stringMatching(/^(All is well|Nothing to measure|Not known|Does not exist yet)(: |$)/),
    ]);
});

/** Of an expression that computes a rate, or reads a recorded one. */
const RATES = /rate\(|increase\(|[a-z]:/;

test('a panel of rates does not say that nothing happened while a young server has no rate yet', () => {
  const empty = eachPanel().filter(([, { fieldConfig }]) => fieldConfig?.defaults.noValue?.startsWith('Nothing'));
  expect(empty.length).toBeGreaterThan(20);
  for (const [name, { fieldConfig, targets, description }] of empty) {
    if (!targets?.some(({ expr }) => RATES.test(expr ?? ''))) continue;
    expect([name, fieldConfig?.defaults.noValue, description]).toContainEqual(
      expect.stringMatching(/, (not scraped, or for less than a minute|or scraped for < 1 min)(\.|$)/m),
    );
  }
});

/** On a screen of 1280 pixels a column has 52; Grafana shrinks the letters until the text fits on one line. */
const LETTERS_PER_COLUMN = 12;

test('the reason in a tile whose letters have a fixed size is a word or two, and its description has the whole', () => {
  const tiles = eachPanel().filter(([, { options }]) => options?.text?.valueSize !== undefined);
  expect(tiles.length).toBeGreaterThan(10);
  for (const [name, { fieldConfig, description }] of tiles) {
    const reason = fieldConfig?.defaults.noValue ?? '';
    expect([name, reason]).toEqual([name, expect.stringMatching(/^[^:]{1,20}$/)]);
    expect([name, description]).toEqual([name, expect.stringContaining(`"${reason}": `)]);
  }
});

test('the reason in a tile is not so long that its letters are too small to read', () => {
  for (const [name, { gridPos, fieldConfig }] of eachPanel().filter(([, { type }]) => type === 'stat'))
    expect([name, (fieldConfig?.defaults.noValue?.length ?? 0) <= LETTERS_PER_COLUMN * gridPos.w]).toEqual([
      name,
      true,
    ]);
});
