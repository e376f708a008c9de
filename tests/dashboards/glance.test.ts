/** That a dashboard is read at a glance, as far as arithmetic tells: widths, titles, units, axes and the number of points. */
import type { PanelJson } from '../../lib/dashboards';
import { HEALTHY } from '../../demo/load';
import { eachPanel } from '../support/dashboards';

/** Screens in pixels: a small laptop, the pictures, a monitor. */
const SCREENS = [1280, 1440, 1920] as const;
const COLUMNS = 24;
/** Pixels of Grafana's page: its margins, the gap between panels, a grid row, a panel's frame, and its heading. */
const MARGIN = 16;
const GAP = 8;
const ROW = 30;
const FRAME = 16;
const HEADING = 40;
/** A title's letters are 14 px high; one icon each for the description, links and an alert's state. */
const LETTER = 7.2;
const ICON = 32;
/** A line of a legend below a graph. */
const LINE = 24;
const LEGEND_LETTER = 6.5;

const widthOf = ({ gridPos }: PanelJson, screen: number): number =>
  ((screen - 2 * MARGIN + GAP) / COLUMNS) * gridPos.w - GAP;
const heightOf = ({ gridPos }: PanelJson): number => gridPos.h * (ROW + GAP) - GAP;

const graphs = eachPanel().filter(([, { type }]) => type === 'timeseries');

/** How many names a legend may hold: the values of the labels that the queries keep, as far as they are known. */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  query_type: ['select', 'insert', 'update', 'delete'],
  source: ['telegram', 'tradingview', 'strategy', 'manual'],
  result: ['approved', 'rejected'],
  decision: ['approve', 'reject'],
  plan: ['free', 'basic', 'premium', 'vip', 'pro', 'enterprise'],
  status: ['success', 'failed', 'refunded', 'cancelled'],
  state: ['active', 'idle', 'idle in transaction', 'disabled'],
  integration: ['slack', 'pagerduty'],
  job: ['backend-api', 'prometheus', 'alertmanager', 'grafana'],
  datname: ['platform', 'postgres'],
};
const ONE = ['rules/api-health.yaml;api_health'];
const namesOf = ({ targets = [] }: PanelJson): string[] =>
  targets.flatMap((target) => {
    const { legendFormat = '' } = target as { legendFormat?: string };
    const [, label] = /^\{\{(\w+)\}\}$/.exec(legendFormat) ?? [];
    return label === undefined ? [legendFormat] : (KNOWN[label] ?? ONE);
  });

test.each(graphs)('the plot of %s has two thirds of its panel', (_name, panel) => {
  const { placement, width = 0, displayMode } = panel.options?.legend ?? {};
  for (const screen of SCREENS) {
    const whole = widthOf(panel, screen);
    if (placement === 'right') {
      expect((whole - FRAME - width) / whole).toBeGreaterThanOrEqual(2 / 3);
      continue;
    }
    expect(displayMode).toBe('list');
    // "telegram Last *: 12.3 Max: 12.3", one after the other.
    const needed = namesOf(panel).map((name) => (name.length + 22) * LEGEND_LETTER + 24);
    const lines = Math.ceil(needed.reduce((sum, each) => sum + each, 0) / (whole - FRAME) + 0.3);
    const plot = heightOf(panel) - HEADING - FRAME / 2 - lines * LINE;
    expect(plot / heightOf(panel)).toBeGreaterThanOrEqual(0.6);
  }
});

test.each(eachPanel())('the title of %s is not cut', (_name, panel) => {
  const { links = [], fieldConfig } = panel;
  const leads = links.length + (fieldConfig?.defaults.links ?? []).length > 0;
  const icons = 1 + (leads ? 2 : 0);
  for (const screen of SCREENS)
    expect(panel.title.length * LETTER + icons * ICON).toBeLessThanOrEqual(widthOf(panel, screen) - FRAME);
});

test.each(graphs)('the legend of %s says last and largest, with no unit in each cell', (_name, panel) => {
  expect(panel.options?.legend?.calcs).toEqual(['lastNotNull', 'max']);
  const { unit, custom } = panel.fieldConfig?.defaults ?? {};
  // Of seconds, bytes and shares the unit is a letter or two that changes with the size of the number.
  expect(['s', 'bytes', 'percentunit', 'short', 'locale']).toContain(unit);
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

test.each(graphs)('%s asks for no more points than a person sees', (_name, { interval, maxDataPoints }) => {
  expect([interval, maxDataPoints]).toEqual(['1m', 360]);
});

test('no graph tells its series apart by red and green alone', () => {
  for (const [name, { fieldConfig }] of graphs) {
    const colours = (fieldConfig?.overrides ?? []).flatMap(({ properties }) =>
      properties.filter(({ id }) => id === 'color').map(({ value }) => (value as { fixedColor?: string }).fixedColor),
    );
    expect([name, colours.includes('red') && colours.includes('green')]).toEqual([name, false]);
  }
});

test('a panel without data says which of the reasons it is', () => {
  for (const [name, { fieldConfig }] of eachPanel())
    expect([name, fieldConfig?.defaults.noValue]).toEqual([
      name,
      expect.stringMatching(/^(All is well|Nothing to measure|Not known|Does not exist yet): /),
    ]);
});

/** Of an expression that computes a rate, or reads a recorded one. */
const RATES = /rate\(|increase\(|[a-z]:/;

test('a panel of rates does not say that nothing happened while a young server has no rate yet', () => {
  const empty = eachPanel().filter(([, { fieldConfig }]) => fieldConfig?.defaults.noValue?.startsWith('Nothing'));
  expect(empty.length).toBeGreaterThan(20);
  for (const [name, { fieldConfig, targets }] of empty) {
    if (!targets?.some(({ expr }) => RATES.test(expr ?? ''))) continue;
    expect([name, fieldConfig?.defaults.noValue]).toEqual([
      name,
      expect.stringMatching(/, (not scraped, or for less than 5 minutes|or scraped for < 5 min)$/),
    ]);
  }
});

test('the reason in a tile is not so long that its letters are too small to read', () => {
  for (const [name, panel] of eachPanel().filter(([, { type }]) => type === 'stat')) {
    const letters = panel.fieldConfig?.defaults.noValue?.length ?? 0;
    // Grafana shrinks the letters until the text fits on one line; a letter is half as wide as it is high.
    expect([name, (widthOf(panel, SCREENS[0]) - FRAME) / (letters / 2) > 8]).toEqual([name, true]);
  }
});
