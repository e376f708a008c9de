import { contractLabels, parsePromql } from './promql';

test('a good expression has no error, and its selectors and groupings are found', () => {
  const parsed = parsePromql('sum by (le) (rate(a_bucket{job="x",env=~"y.*"}[5m])) / on () group_left () max(b)');
  expect(parsed.errors).toEqual([]);
  expect(parsed.selections).toEqual([
    {
      metric: 'a_bucket',
      matchers: [
        { label: 'job', op: '=', value: 'x' },
        { label: 'env', op: '=~', value: 'y.*' },
      ],
      range: '5m',
      takenBy: 'rate',
      aggregated: true,
      aggregator: 'sum',
      fallbacks: [],
    },
    {
      metric: 'b',
      matchers: [],
      range: undefined,
      takenBy: undefined,
      aggregated: true,
      aggregator: 'max',
      fallbacks: [],
    },
  ]);
  expect(parsed.groupings[0]).toEqual({ labels: ['le'], metrics: ['a_bucket'] });
});

test.each(['sum(', 'a b', 'rate(a[5m]', 'sum by route (a)', 'a{job=x}', ''])('%p is not PromQL', (text) => {
  expect(parsePromql(text).errors).not.toEqual([]);
});

test('a recorded name with colons is one metric', () => {
  expect(parsePromql('sum(route:http_requests:rate5m)').selections.map(({ metric }) => metric)).toEqual([
    'route:http_requests:rate5m',
  ]);
});

test('a histogram has its buckets, count and sum, and only the buckets have a bound', () => {
  expect(contractLabels('db_query_duration_seconds_bucket')).toEqual(expect.arrayContaining(['query_type', 'le']));
  expect(contractLabels('db_query_duration_seconds_count')).not.toContain('le');
  expect(contractLabels('db_query_duration_seconds_total')).toBeUndefined();
  expect(contractLabels('redis_connected_bucket')).toBeUndefined();
});
