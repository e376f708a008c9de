/** A quantity is recognized however it is written, and different quantities are never confused. */
import { conditionOf } from '../../../../lib/review/adopt/condition';
import { parsePromql } from '../../../../lib/promql/parse';

const read = (text: string) => conditionOf(parsePromql(text));
const errors = 'sum(rate(errors_total{status=~"5.."}[5m])) > 0.1';

test.each([
  'sum(rate(errors_total{status=~"5.."}[300s])) > 0.1',
  'sum(rate(errors_total{status=~"5.*"}[5m])) > 0.1',
  'sum(rate(errors_total{status=~"^5[0-9]{2}$"}[5m])) > 0.1',
  'sum(rate(errors_total{status=~"5\\\\d\\\\d",job="api",environment="prod"}[5m])) >= 0.1',
  '# 5xx only\nsum( # of all routes\n  rate(errors_total{status=~"5.."}[5m])\n) > 0.1 # a second',
  '0.1 < sum(rate(errors_total{status=~"5.."}[5m]))',
  '(sum(rate(errors_total{status=~"5.."}[5m])) or vector(0)) > 0.1',
])('%s is the same as with 5.. in 5m', (text) => {
  expect(read(text)).toMatchObject({ test: '>', bound: 0.1 });
  expect({ ...read(text), quantity: { ...read(text)?.quantity } }).toEqual(read(errors));
});

test.each([
  ['60 * sum(rate(errors_total[5m])) > 6', 0.1],
  ['sum(rate(errors_total[5m])) * 60 > 6', 0.1],
  ['sum(increase(errors_total[5m])) > 30', 0.1],
  ['sum(increase(errors_total[5m])) / 300 > 0.1', 0.1],
  ['100 * sum(rate(errors_total[5m])) / sum(rate(http_requests_total[5m])) > 20', 0.2],
  ['sum(increase(errors_total[5m])) / sum(increase(http_requests_total[5m])) > 0.2', 0.2],
])('%s is a comparison with %d', (text, bound) => {
  expect(read(text)?.bound).toBe(bound);
});

test.each([
  'sum(irate(errors_total[5m])) > 1',
  'sum(rate(errors_total[5m])) - sum(rate(errors_total[5m] offset 1d)) > 1',
  'rate(errors_total[5m]) > bool 1',
  'sum(rate(errors_total[5m])) != 0',
  'topk(3, rate(errors_total[5m])) > 1',
  'sum without (route) (rate(errors_total[5m])) > 1',
  'absent(redis_connected)',
  'rate(request_duration_seconds_sum[5m]) / redis_connected > 1',
  'up offset 5m == 0',
])('%s is not recognized as a comparison', (text) => {
  expect(read(text)).toBeUndefined();
});
