/** A label that a metric lacks, or a query written as text, does not compile. */
import { contract } from '../../../metrics/contract';
import { eventCountBy, silentBy, slowRateBy, totalBy } from '../../../lib/promql/expressions';
import * as promql from '../../../lib/promql';
import { Platform, Vector } from '../../../lib/promql';
import { serverCounter } from '../../../metrics/server-metrics';

const platform = new Platform({});
const errors = platform.counter(contract.errors_total);
const latency = platform.histogram(contract.request_duration_seconds);

test('expressions are grouped by labels that the metric has', () => {
  const queries = [
    totalBy(errors, ['endpoint'], '5m'),
    eventCountBy(errors, ['endpoint'], '5m'),
    silentBy(errors, ['endpoint']),
    slowRateBy(latency, 1, ['route'], '5m'),
    totalBy(serverCounter('alertmanager_notifications_failed_total'), ['integration'], '5m'),
  ].map(String);
  for (const query of queries) expect(query).toMatch(/by \((endpoint|route|integration)\)/);
});

test('the compiler refuses any other label', () => {
  const refused = (): unknown => [
    // @ts-expect-error errors_total has no such label
    totalBy(errors, ['no_such_label'], '5m'),
    // @ts-expect-error errors_total has no such label
    eventCountBy(errors, ['no_such_label'], '5m'),
    // @ts-expect-error errors_total has no such label
    silentBy(errors, ['no_such_label']),
    // @ts-expect-error request_duration_seconds has no such label
    slowRateBy(latency, 1, ['no_such_label'], '5m'),
    // @ts-expect-error Prometheus counts rule failures by rule group
    totalBy(serverCounter('prometheus_rule_evaluation_failures_total'), ['integration'], '5m'),
    // @ts-expect-error a query is built by functions, not written as a text
    new Vector('anything'),
    // @ts-expect-error a gauge comes from a catalogue of metrics
    // eslint-disable-next-line @typescript-eslint/no-unsafe-call
    new promql.Gauge('up', {}),
    // @ts-expect-error a counter comes from a catalogue of metrics
    // eslint-disable-next-line @typescript-eslint/no-unsafe-call
    new promql.Counter('errors_total', {}),
    // @ts-expect-error the contract has no such counter
    platform.counter('no_such_total'),
    // @ts-expect-error the contract has a counter of this name, no gauge
    platform.gauge(contract.errors_total),
  ];
  expect(refused).toBeInstanceOf(Function);
});
