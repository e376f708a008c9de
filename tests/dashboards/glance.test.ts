/** Legends, units, colours and the number of points of panels. What a browser draws: browser.test.ts. */
import { HEALTHY } from '../../demo/load';
import { stepOf } from '../../scripts/sizing/refresh';
import type { PanelJson } from '../../lib/dashboards';
import { context, eachPanel } from '../support/dashboards';

const MINUTE = 60;
const HOUR = 60 * MINUTE;

const graphs = eachPanel().filter(([, { type }]) => type === 'timeseries');

test('the sparkline below a number starts at zero', () => {
  const trends = eachPanel().filter(([, { options }]) => options?.graphMode === 'area');
  expect(trends.length).toBeGreaterThan(1);
  for (const [name, { fieldConfig }] of trends) expect([name, fieldConfig?.defaults.min]).toEqual([name, 0]);
});

test.each(graphs)('the legend of %s shows last and maximum, with no unit in each cell', (_name, panel) => {
  expect(panel.options?.legend?.calcs).toEqual(['last', 'max']);
  const { unit, custom } = panel.fieldConfig?.defaults ?? {};
  // The unit of seconds, bytes and shares is a letter or two, and changes with the size of the number.
  expect(['s', 'bytes', 'percentunit', 'currency:financial:$', 'short', 'locale']).toContain(unit);
  if (unit === 'short') expect(custom?.axisLabel).toMatch(/\w/);
});

test('a share below half a percent is not rounded to none beside a donut, whose counts have no decimals', () => {
  const donuts = eachPanel().filter(([, { type }]) => type === 'piechart');
  expect(donuts.length).toBeGreaterThan(1);
  for (const [name, { fieldConfig, targets = [] }] of donuts) {
    expect([name, fieldConfig?.defaults.decimals]).toEqual([name, 1]);
    for (const { expr } of targets) expect(expr).toMatch(/^round\(/);
  }
});

test.each(graphs)(
  '%s chooses its largest series once: of equal ones Prometheus chooses others each time',
  (_name, panel) => {
    const chosen = (panel.targets ?? []).filter(({ expr }) => expr.includes('topk(10, '));
    expect(chosen.length).toBeLessThanOrEqual(1);
    for (const { expr } of chosen) expect(expr.split('topk(10, ')).toHaveLength(2);
  },
);

test.each(graphs)('%s lists ten series at most if its labels are unbounded', (_name, { targets = [] }) => {
  const open = /by \([^)]*\b(route|endpoint|error_type)\b/;
  for (const { expr } of targets) {
    const closed = /ea_requests/.test(expr) || expr.startsWith('sum(');
    if (open.test(expr) && !closed) expect(expr).toMatch(/topk\(10, /);
  }
});

/** The demo's rate per second, and the unit in which the panel counts it. */
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

test('a total is exact: it is not rounded to thousands', () => {
  const totals = eachPanel().filter(([name]) => /Total Signals|Sessions Created|Device Management/.test(name));
  expect(totals.map(([, { fieldConfig }]) => fieldConfig?.defaults.unit)).toEqual(['locale', 'locale', 'locale']);
});

/** A legend beside the graph is for many series. */
const hasManySeries = ({ options }: PanelJson): boolean => options?.legend?.placement === 'right';

/** Seconds of a range, and seconds between two points of a graph with many series, and of one with few. */
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

test('no graph distinguishes its series by red and green alone', () => {
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

test('a panel without data shows the reason', () => {
  for (const [name, { fieldConfig }] of eachPanel())
    expect([name, fieldConfig?.defaults.noValue]).toEqual([
      name,
      expect.stringMatching(/^(All is well|Nothing to measure|Not known|Does not exist yet)(: |$)/),
    ]);
});

/** Whether an expression computes a rate, or reads a recorded one. */
const RATES = /rate\(|increase\(|[a-z]:/;

test('a panel of rates does not say that nothing happened while a young server has no rate yet', () => {
  const empty = eachPanel().filter(([, { fieldConfig }]) => fieldConfig?.defaults.noValue?.startsWith('Nothing'));
  expect(empty.length).toBeGreaterThan(20);
  for (const [name, { fieldConfig, targets, description }] of empty) {
    if (!targets?.some(({ expr }) => RATES.test(expr ?? ''))) continue;
    expect([name, fieldConfig?.defaults.noValue, description]).toContainEqual(
      expect.stringMatching(
        /, (not scraped, or (for less than a minute|too new for this range)|or scraped for < 1 min)(\.|$)/m,
      ),
    );
  }
});

/** A column has 52 pixels on a screen of 1280; Grafana shrinks the letters until the text fits on one line. */
const LETTERS_PER_COLUMN = 12;

test('the reason in a tile with a fixed text size is a word or two, and its description has the whole text', () => {
  const tiles = eachPanel().filter(([, { options }]) => options?.text?.valueSize !== undefined);
  expect(tiles.length).toBeGreaterThan(10);
  for (const [name, { fieldConfig, description }] of tiles) {
    const reason = fieldConfig?.defaults.noValue ?? '';
    expect([name, reason]).toEqual([name, expect.stringMatching(/^[^:]{1,20}$/)]);
    expect([name, description]).toEqual([name, expect.stringContaining(`"${reason}": `)]);
  }
});

test('the reason in a tile is short enough to be readable', () => {
  for (const [name, { gridPos, fieldConfig }] of eachPanel().filter(([, { type }]) => type === 'stat'))
    expect([name, (fieldConfig?.defaults.noValue?.length ?? 0) <= LETTERS_PER_COLUMN * gridPos.w]).toEqual([
      name,
      true,
    ]);
});
