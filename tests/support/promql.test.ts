import { contract } from '../../metrics/contract';
import { contractLabels, readPromql } from './promql';

test('a valid expression has no error, and its selectors and groupings are found', () => {
  const parsed = readPromql('sum by (le) (rate(a_bucket{job="x",env=~"y.*"}[5m])) / on () group_left () max(b)');
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
      aggregator: 'sum',
      presence: false,
      fallbacks: [],
    },
    {
      metric: 'b',
      matchers: [],
      range: undefined,
      takenBy: undefined,
      aggregator: 'max',
      presence: false,
      fallbacks: [],
    },
  ]);
  expect(parsed.groupings).toContainEqual({ labels: ['le'], metrics: ['a_bucket'] });
});

test.each(['sum(', 'a b', 'rate(a[5m]', 'sum by route (a)', 'a{job=x}', ''])('%p is not PromQL', (text) => {
  expect(readPromql(text).errors).not.toEqual([]);
});

test('a recorded name with colons is one metric', () => {
  expect(readPromql('sum(route:http_requests:rate5m)').selections.map(({ metric }) => metric)).toEqual([
    'route:http_requests:rate5m',
  ]);
});

test('a histogram has its buckets, count and sum, and only the buckets have the label le', () => {
  expect(contractLabels(contract, 'db_query_duration_seconds_bucket')).toEqual(
    expect.arrayContaining(['query_type', 'le']),
  );
  expect(contractLabels(contract, 'db_query_duration_seconds_count')).not.toContain('le');
  expect(contractLabels(contract, 'db_query_duration_seconds_total')).toBeUndefined();
  expect(contractLabels(contract, 'redis_connected_bucket')).toBeUndefined();
});
