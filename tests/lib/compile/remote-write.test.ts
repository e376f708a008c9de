/** Remote write sends all series that the platform's alerts and panels need, and no series of others. */
import { trading } from '../../../platform';
import { ruleContext, toSettings } from '../../../lib/settings/settings';
import { compile } from '../../../lib/compile';
import { panelQueries } from '../../../lib/dashboards';
import { readPromql } from '../../support/promql';
import { buildRules } from '../../../lib/compile/prometheus-rules';
import { keepContract } from '../../../lib/compile/remote-write';
import { instantiate } from '../../../lib/dashboards/variables';

const settings = toSettings(trading, 'prod', { backend: { selector: { job: 'api.v1' } } });
const [jobs, names] = keepContract(trading, buildRules(ruleContext(settings)), 'api.v1').map(
  ({ regex }) => new RegExp(`^(?:${regex})$`),
);

test('every series that a panel or an alert reads is sent', () => {
  const { dashboardContext, alerts } = compile(settings);
  const queries = [...panelQueries(dashboardContext), ...alerts].map(({ expr }) => readPromql(instantiate(expr)));
  const read = queries
    .flatMap(({ selections }) => selections.map(({ metric }) => metric))
    .filter((name) => name !== '');
  expect(read.length).toBeGreaterThan(60);
  for (const metric of new Set(read)) expect(metric).toMatch(names as RegExp);
});

test('a changed latency threshold does not change which series are sent', () => {
  const above = (value: number) =>
    keepContract(
      trading,
      buildRules(ruleContext(toSettings(trading, 'prod', { thresholds: { HighAPILatency: { above: value } } }))),
      'api.v1',
    );
  expect(above(0.5)).toEqual(above(1));
  // Between two buckets another series is recorded.
  expect(above(0.8)).toEqual(above(1));
});

test('a histogram is sent with all its series, the _created series of a counter is not', () => {
  for (const suffix of ['bucket', 'count', 'sum'])
    expect(`db_query_duration_seconds_${suffix}`).toMatch(names as RegExp);
  expect('http_requests_created').not.toMatch(names as RegExp);
});

test('series with names of the contract are sent only from the platform’s own jobs, and recorded series without a job', () => {
  for (const job of ['api.v1', 'prometheus', '']) expect(job).toMatch(jobs as RegExp);
  for (const job of ['backend-api', 'apiXv1', 'my-api.v1', 'node-exporter']) expect(job).not.toMatch(jobs as RegExp);
});
