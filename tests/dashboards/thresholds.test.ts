/** The thresholds on the panels are the catalogue's with the stack's overrides. */
import { trading } from '../../platform';
import { PANELS } from '../../dashboards';
import { numberIn, steps } from '../../lib/dashboards/limits';
import { resolveAll } from '../../lib/alerting/resolve';
import { alerts as catalogue } from '../../platform';
import { alertScale, panelScale } from '../support/completeness';
import { context, eachPanel, panelOf, stepsOf } from '../support/dashboards';

const SOFT_MAX = 'custom.axisSoftMax';
const API = PANELS['api-health'];
const BUSINESS = PANELS['business-kpis'];
const OVERVIEW = PANELS.overview;

test("lines are at the catalogue's thresholds, in the colour of the severity", () => {
  expect(stepsOf(panelOf('api-health', API.latency))).toEqual([
    [null, 'transparent'],
    [catalogue.HighAPILatency.threshold.value, 'orange'],
    [catalogue.CriticalAPILatency.threshold.value, 'red'],
  ]);
  // Rare events are counted per minute.
  expect(stepsOf(panelOf('api-health', API.errorRate)).map(([value]) => value)).toEqual([
    null,
    catalogue.HighErrorRate.threshold.value * 60,
    catalogue.CriticalErrorRate.threshold.value * 60,
  ]);
  expect(stepsOf(panelOf('business-kpis', BUSINESS.miniappLatency))[1]).toEqual([
    catalogue.HighMiniAppLatency.threshold.value,
    'orange',
  ]);
});

test('the ingestion rate is red or yellow below its limit, and neutral above', () => {
  expect(stepsOf(panelOf('business-kpis', BUSINESS.signalRate))).toEqual([
    [null, 'orange'],
    [catalogue.LowSignalIngestionRate.threshold.value * 60, 'transparent'],
  ]);
});

test.each([
  ['HighAPILatency', { above: 0.5 }, 'api-health', API.latency, 0.5],
  ['CriticalErrorRate', { above: 3 }, 'api-health', API.errorRate, 180],
  ['HighRateLimitRejections', { above: 25 }, 'api-health', API.rateLimit, 1500],
  ['LowSignalIngestionRate', { below: 0.2 }, 'business-kpis', BUSINESS.signalRate, 12],
  ['EAPollErrors', { above: 0.7 }, 'business-kpis', BUSINESS.eaErrors, 42],
  ['HighWebhookInvalidSignatures', { above: 0.9 }, 'business-kpis', BUSINESS.invalidSignatures, 54],
  ['DatabaseConnectionPoolExhausted', { above: 70 }, 'api-health', API.databasePool, 70],
] as const)('an override of %s moves its line', (alert, override, dashboard, id, value) => {
  const before = stepsOf(panelOf(dashboard, id)).map(([at]) => at);
  const after = stepsOf(panelOf(dashboard, id, context({ thresholds: { [alert]: override } }))).map(([at]) => at);
  expect(before).not.toContain(value);
  expect(after).toContain(value);
});

test('an override moves the line of a share on its own axis', () => {
  const lineOf = (raw: Record<string, unknown>) => {
    const { fieldConfig } = panelOf('business-kpis', BUSINESS.payments, context(raw));
    const share = fieldConfig?.overrides?.find(({ matcher }) => matcher.options === 'failed share');
    return share?.properties.find(({ id }) => id === 'thresholds')?.value;
  };
  expect(lineOf({})).toMatchObject({ steps: [{}, { value: catalogue.HighPaymentFailureRate.threshold.value }] });
  expect(lineOf({ thresholds: { HighPaymentFailureRate: { above: 0.35 } } })).toMatchObject({
    steps: [{}, { value: 0.35 }],
  });
});

test('an overridden severity changes the colour; a disabled alert has no line and no link', () => {
  const critical = context({ thresholds: { HighRateLimitRejections: { severity: 'critical' } } });
  expect(stepsOf(panelOf('api-health', API.rateLimit, critical))[1]?.[1]).toBe('red');
  const off = panelOf(
    'api-health',
    API.rateLimit,
    context({ thresholds: { HighRateLimitRejections: { enabled: false } } }),
  );
  expect(stepsOf(off)).toHaveLength(1);
  expect(off.links).toEqual([]);
});

test('the overview has the colours of the alerts on the panels that it links to', () => {
  const overridden = context({ thresholds: { HighErrorRate: { above: 0.4 } } });
  expect(stepsOf(panelOf('overview', PANELS.overview.apiErrors, overridden))).toEqual([
    [null, 'green'],
    [24, 'orange'],
    [catalogue.CriticalErrorRate.threshold.value * 60, 'red'],
  ]);
});

test('the alerts on absent events colour a tile too', () => {
  expect(stepsOf(panelOf('overview', PANELS.overview.signals)).map(([, colour]) => colour)).toEqual([
    'red',
    'orange',
    'green',
  ]);
  expect(stepsOf(panelOf('overview', PANELS.overview.eaRequests)).map(([, colour]) => colour)).toEqual([
    'orange',
    'green',
  ]);
});

/** Each alert with a threshold, and the panel that draws it. */
const drawnThresholds = resolveAll(context())
  .filter(({ threshold }) => threshold.kind !== 'fixed')
  .map((alert) => {
    const ids = trading.panels[alert.panel.dashboard] ?? {};
    return { alert, panel: panelOf(alert.panel.dashboard, ids[alert.panel.panel] ?? NaN) };
  });

test.each(
  drawnThresholds
    .filter(({ panel }) => panel.type === 'timeseries')
    .map(({ alert, panel }) => [alert.name, alert, panel] as const),
)('the threshold of %s is a visible line on the graph of its panel, or a text at the axis', (_name, alert, panel) => {
  const { fieldConfig } = panel;
  const { custom, min = 0, max } = fieldConfig?.defaults ?? {};
  const scale = alertScale(alert, panelScale(panel));
  const value = numberIn(scale, alert) ?? NaN;
  // A share has an axis of its own.
  const share = fieldConfig?.overrides?.flatMap(({ properties }) => properties.filter(({ id }) => id === SOFT_MAX));
  const top = max ?? (scale === 'ratio' && share?.[0] ? Number(share[0].value) : custom?.axisSoftMax) ?? NaN;
  const inSight = min < value && value <= top;
  const inWords = new RegExp(`\\(limits? .*\\b${value}\\b`).test(custom?.axisLabel ?? '');
  expect([value, inSight || inWords || value === 0]).toEqual([value, true]);
});

describe('a graph on an ordinary day', () => {
  const graphs = eachPanel().filter(([, { type }]) => type === 'timeseries');

  test.each(graphs)(
    '%s shows the shape of its data: no threshold for counted events stretches its axis',
    (_name, panel) => {
      const { custom, min, max } = panel.fieldConfig?.defaults ?? {};
      if (custom?.axisLabel === undefined || max !== undefined) return;
      expect(custom.axisSoftMax).toBeLessThanOrEqual(1);
      expect([min, custom.axisSoftMin]).toEqual([undefined, 0]);
    },
  );

  test.each(graphs)('%s has no axis below zero, and none on which Grafana draws ticks below zero', (_name, panel) => {
    const { custom, min = 0 } = panel.fieldConfig?.defaults ?? {};
    expect(custom?.axisSoftMin ?? min).toBeGreaterThanOrEqual(0);
    expect(custom?.scaleDistribution?.type).not.toBe('symlog');
  });

  test('says how far away its thresholds are', () => {
    const label = (id: number, ctx = context()) =>
      panelOf('api-health', id, ctx).fieldConfig?.defaults.custom?.axisLabel;
    expect(label(API.errorRate)).toBe('errors/min (limits 6, 60)');
    expect(label(API.rateLimit)).toBe('rejections/min (limit 600)');
    const stack = context({ thresholds: { HighRateLimitRejections: { above: 25 } } });
    expect(label(API.rateLimit, stack)).toBe('rejections/min (limit 1500)');
  });
});

test('the logarithmic axis of a burn rate begins with all that is lower, and writes a tenth as people do', () => {
  const { mappings } = panelOf('overview', OVERVIEW.apiAvailabilityBurn).fieldConfig?.defaults ?? {};
  expect(mappings).toContainEqual({
    type: 'value',
    options: { '0.01': { text: '≤ 0.01' }, '0.1': { text: '0.1' }, '1': { text: '1' } },
  });
});

test('revenue has its currency, and an axis that shows a change of one per cent', () => {
  const { unit, min, custom } = panelOf('business-kpis', BUSINESS.mrr).fieldConfig?.defaults ?? {};
  expect([unit, min, custom?.axisSoftMin]).toEqual(['currency:financial:$', undefined, undefined]);
});

test('a share on the right axis has the threshold in its own colour, as the line crosses the data of the left axis', () => {
  for (const [id, name] of [
    [BUSINESS.approvalRate, 'rejected share'],
    [BUSINESS.payments, 'failed share'],
  ] as const) {
    const override = panelOf('business-kpis', id).fieldConfig?.overrides?.find(
      ({ matcher }) => matcher.options === name,
    );
    const value = (property: string) => override?.properties.find((one) => one.id === property)?.value;
    const { fixedColor } = value('color') as { fixedColor: string };
    expect(value('thresholds')).toMatchObject({ steps: [{}, { color: fixedColor }] });
    expect(value('custom.axisColorMode')).toBe('series');
    expect(value('custom.axisLabel')).toMatch(/share \(limit \d+%\)/);
  }
});

test("the pool's yellow step is dropped below a lower red one, and the red zone stays on the gauge", () => {
  const small = panelOf(
    'api-health',
    API.databasePool,
    context({ thresholds: { DatabaseConnectionPoolExhausted: { above: 40 } } }),
  );
  expect(stepsOf(small)).toEqual([
    [null, 'green'],
    [40, 'red'],
  ]);
  expect(small.fieldConfig?.defaults.max).toBeGreaterThan(40);
});

test('thresholds below and above a good range give ascending steps', () => {
  expect(
    steps(
      [
        { kind: 'above', value: 9, colour: 'red' },
        { kind: 'below', value: 2, colour: 'orange' },
        { kind: 'below', value: 1, colour: 'red' },
        { kind: 'above', value: 7, colour: 'orange' },
      ],
      'green',
    ),
  ).toEqual([
    { value: null, color: 'red' },
    { value: 1, color: 'orange' },
    { value: 2, color: 'green' },
    { value: 7, color: 'orange' },
    { value: 9, color: 'red' },
  ]);
});
