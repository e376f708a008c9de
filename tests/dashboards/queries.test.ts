/** Every query parses and reads only what the contract promises. */
import { trading } from '../../platform';
import { slos } from '../../rules/slos';
import { INHIBITED } from '../../lib/alerting/inhibition';
import { panelQueries } from '../../lib/dashboards';
import { contract } from '../../metrics/contract';
import { TARGET_LABELS } from '../../lib/contract/target-labels';
import { exporterMetrics } from '../../lib/alerting/catalogue';
import { serverMetrics } from '../../metrics/server-metrics';
import { ALERT_LINKS, LINK_LABELS } from '../../lib/alerting/alert-links';
import { CONTRACT_SERIES } from '../../lib/alerting/missing-metrics';
import { condition, resolveAll } from '../../lib/alerting/resolve';
import { dashboardUid } from '../../lib/alerting/panel-refs';
import { recording } from '../../rules/recording';
import { sloSeries } from '../../lib/slo/recording';
import { WINDOW } from '../../lib/promql/window';
import { instantiate } from '../../lib/dashboards/variables';
import { checkRules } from '../support/promtool';
import { contractMetric } from '../../lib/contract/contract-series';
import { contractLabels, readPromql } from '../support/promql';
import { context, eachDashboard } from '../support/dashboards';

test('a variable is replaced, and longer names that begin with it are not', () => {
  expect(instantiate('max_over_time(a{b=~"${route:regex}"}[$__range:$__interval])')).toBe(
    'max_over_time(a{b=~".*"}[6h:30s])',
  );
});

const CULPRIT_LABELS = resolveAll(context()).flatMap(({ measurement }) => measurement.by);
/** Series recorded for alerts. */
const ALERT_RECORDS: readonly string[] = resolveAll(context()).flatMap(({ measurement: { records = [] } }) =>
  records.map(({ record }) => record),
);
/** Series of the monitoring servers themselves. */
const SERVER_LABELS = [...TARGET_LABELS, 'rule_group', 'integration'];
const ALERT_LABELS = ['alertname', 'alertstate', 'severity', 'component', 'team', 'environment'];

/** The labels of a series of an exporter; undefined for others. */
const exported = (series: string) => exporterMetrics(trading)[series];

/** The labels of a series that a panel may query; undefined for an unknown series. */
function labelsOf(series: string): readonly string[] | undefined {
  if (series === 'up') return TARGET_LABELS;
  if (series === 'ALERTS' || series === 'ALERTS_FOR_STATE') return [...ALERT_LABELS, ...CULPRIT_LABELS];
  if (series === INHIBITED) return ['environment', 'source', 'target'];
  if (series === ALERT_LINKS) return [...LINK_LABELS.of, ...LINK_LABELS.to];
  // Prometheus writes these series about each scrape.
  if (series === 'scrape_duration_seconds') return TARGET_LABELS;
  if (Object.hasOwn(serverMetrics, series)) return SERVER_LABELS;
  const ofExporter = exported(series);
  if (ofExporter !== undefined) return [...ofExporter.labels, ...TARGET_LABELS];
  if (ALERT_RECORDS.includes(series)) return [...TARGET_LABELS, ...CULPRIT_LABELS];
  if (CONTRACT_SERIES.includes(series)) return [...TARGET_LABELS, 'metric'];
  if (sloSeries(slos).includes(series)) return [...TARGET_LABELS, 'slo'];
  const rule = Object.values(recording).find(({ name }) => name === series);
  if (rule === undefined) return contractLabels(contract, series);
  return readPromql(String(rule.expr(context().platform))).groupings[0]?.labels;
}

const OF_ALERTS = ['ALERTS', 'ALERTS_FOR_STATE', ALERT_LINKS, INHIBITED];
const EVERY_EXPORTER = Object.values(trading.exporters)
  .map(({ job }) => job)
  .join('|');

const PLATFORM = { job: 'backend-api', cluster: 'main' };
const variants = [
  ['with recording rules', context()],
  ['without recording rules', context({}, false)],
  ['with a wider selector', context({ backend: { selector: PLATFORM } })],
] as const;

describe.each(variants)('%s', (_title, ctx) => {
  const queries = panelQueries(ctx);
  const cases = queries.map(({ dashboard, panel, refId, expr }): [string, string] => [
    `${dashboard} / ${panel} ${refId}`,
    instantiate(expr),
  ]);

  test('Prometheus accepts every query, with the viewer’s selection filled in', async () => {
    const rules = cases.map(([panel, expr], i) => ({ record: `panel:query:${i}`, expr, labels: { panel } }));
    await checkRules({ 'queries.yaml': { groups: [{ name: 'queries', rules }] } });
  });

  test.each(cases)('%s parses', (_name, expr) => {
    expect(expr).not.toMatch(/\$[a-z{]/i);
    expect(readPromql(expr).errors).toEqual([]);
  });

  test.each(cases)('%s queries only promised series and labels', (_name, expr) => {
    const { selections, groupings } = readPromql(expr);
    expect(selections).not.toEqual([]);
    for (const { metric, matchers } of selections) {
      const listed = matchers.find(({ label }) => label === '__name__')?.value.split('|') ?? [metric];
      for (const name of listed) {
        const labels = labelsOf(name.replace(/_count$/, '')) ?? labelsOf(name);
        expect([name, labels]).not.toEqual([name, undefined]);
        expect(['__name__', ...(labels ?? [])]).toEqual(expect.arrayContaining(matchers.map(({ label }) => label)));
      }
    }
    for (const { labels, metrics } of groupings) {
      // A label that label_replace() creates from another label.
      const promised = labels.filter((label) => !expr.includes(`"${label}", "$1"`));
      const available = ['__name__', ...metrics.flatMap((metric) => labelsOf(metric) ?? [])];
      expect(available).toEqual(expect.arrayContaining(promised));
    }
  });

  const ofPlatform = cases.filter(([name]) => !name.startsWith('monitoring /'));
  test.each(ofPlatform)("%s queries only the platform's own series, or an exporter's", (_name, expr) => {
    for (const { metric, matchers } of readPromql(expr).selections) {
      const job = exported(metric)?.job;
      if (metric === 'up' && matchers.some(({ value }) => value === EVERY_EXPORTER)) continue;
      const foreign = job === undefined ? undefined : { job };
      const requiredLabels =
        foreign ?? (OF_ALERTS.includes(metric) ? { environment: ctx.environment } : ctx.platform.matchers);
      const requiredMatchers = Object.entries(requiredLabels).map(([label, value]) => ({ label, op: '=', value }));
      expect(matchers).toEqual(expect.arrayContaining(requiredMatchers));
    }
  });

  test.each(ofPlatform)('%s never shows a raw counter', (_name, expr) => {
    // The first value of a new series is its increase; if no scrape saw it, the last known value replaces it.
    const grown = expr.replace(/(\w+\{[^}]*\}) unless \1 offset \w+ or /g, '');
    for (const { metric, takenBy } of readPromql(grown).selections) {
      const type = exported(metric)?.type ?? contractMetric(contract, metric)?.type;
      if (type === undefined || type === 'gauge') continue;
      expect([metric, takenBy]).toEqual([metric, expect.stringMatching(/^(rate|increase|last_over_time)$/)]);
    }
  });
});

test('without recording rules no query reads a recorded series', () => {
  const selections = panelQueries(context({}, false)).flatMap(({ expr }) => readPromql(instantiate(expr)).selections);
  expect(selections.filter(({ metric }) => metric.includes(':') && !OF_ALERTS.includes(metric))).toEqual([]);
});

test('a selector that fixes the environment is not widened by the variable', () => {
  const ctx = context({ backend: { selector: { environment: 'prod' } } });
  expect(panelQueries(ctx).filter(({ expr }) => expr.includes('$environment'))).toEqual([]);
  expect(JSON.stringify(eachDashboard(ctx))).not.toContain('$environment');
});

test('the selected route filters metrics with a route on the API dashboard', () => {
  const routed = panelQueries(context()).filter(({ dashboard, expr }) => {
    const metrics = readPromql(instantiate(expr)).selections.map(({ metric }) => metric);
    return dashboard === 'api-health' && metrics.some((metric) => labelsOf(metric)?.includes('route'));
  });
  expect(routed.length).toBeGreaterThan(4);
  expect(routed.filter(({ expr }) => !expr.includes('route=~"$route"'))).toEqual([]);
});

test("a window is the viewer's interval, the shown range, the hour of a title, or that of the panel's alert", () => {
  const windows = panelQueries(context()).flatMap(({ dashboard, panel, expr }) =>
    [...expr.matchAll(/\[([^\]]+)\]/g)].map(([, window]) => ({ dashboard, panel, window: window ?? '' })),
  );
  const odd = windows.filter(
    ({ dashboard, panel, window }) =>
      !['$__rate_interval', WINDOW].includes(window) &&
      !/^\$__range:(1m|\$__interval)$/.test(window) &&
      !(/^1h(:1m)?$/.test(window) && panel.includes('(1h)')) &&
      dashboard !== 'monitoring',
  );
  expect(windows.length).toBeGreaterThan(10);
  expect(odd).toEqual([]);
});

test('a panel that shows only one value sends an instant query', () => {
  const ranged = eachDashboard().flatMap(([, { panels }]) =>
    panels.filter(
      ({ type, options, targets = [] }) =>
        (['piechart', 'gauge', 'table'].includes(type) || (type === 'stat' && options?.graphMode === 'none')) &&
        targets.some(({ instant }) => instant !== true),
    ),
  );
  expect(ranged.map(({ title }) => title)).toEqual([]);
});

describe('the panel that an alert links to', () => {
  // A recorded series has another name than the metric that it measures.
  test.each(resolveAll(context({}, false)).map((alert) => [alert.name, alert] as const))(
    '%s shows what it measures',
    (name, alert) => {
      const { dashboard, panel } = alert.panel;
      const ids = trading.panels[dashboard] ?? {};
      const queriesOfPanel = (recorded: boolean) =>
        panelQueries(context({}, recorded)).filter((q) => q.dashboard === dashboard && q.id === ids[panel]);
      const metricsOf = (text: string) =>
        readPromql(instantiate(text)).selections.map(({ metric }) => contractMetric(contract, metric)?.name ?? metric);
      const measured = metricsOf(String(condition(alert)));
      const onPanel = queriesOfPanel(false).flatMap(({ expr }) => metricsOf(expr));
      expect(alert.annotations.dashboard_url).toContain(`/d/${dashboardUid(dashboard, 'dev')}?viewPanel=${ids[panel]}`);
      // The Watchdog measures only that rules are evaluated; its panel shows the alert itself.
      if (measured.length === 0)
        expect(queriesOfPanel(true).map(({ expr }) => expr)).toEqual([expect.stringContaining(`alertname="${name}"`)]);
      else expect(onPanel).toEqual(expect.arrayContaining(measured));
    },
  );
});
