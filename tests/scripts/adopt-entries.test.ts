/** `npm run adopt` on alerts that the catalogue lacks. */
import { readRuleFile } from '../../lib/review/adopt/rule-file';
import { printRules } from '../../scripts/adopt';

type Rule = Readonly<Record<string, unknown>>;

const fileOf = (...rules: readonly Rule[]) => readRuleFile({ groups: [{ name: 'team', rules }] });

describe('an alert that the catalogue lacks', () => {
  const entry = (expr: string) =>
    printRules(
      fileOf({ alert: 'team alert', expr, for: '10m', labels: { severity: 'critical' } }) ?? {
        alerts: [],
        records: [],
      },
    );

  test.each([
    [
      'sum(rate(miniapp_sessions_total[5m])) == 0',
      ['...noEvents(contract.miniapp_sessions_total, {', "fixedThreshold(0, 'count')"],
    ],
    [
      'sum(rate(miniapp_sessions_total[5m])) < 0.2',
      ['...rateBelow(contract.miniapp_sessions_total, {', "below(0.2, 'per second')"],
    ],
    ['sum(rate(miniapp_sessions_total[5m])) > 3', ['...rateAbove(recording.sessions, {', "above(3, 'per second')"]],
    [
      'sum by (status) (rate(http_requests_total{status=~"3.."}[5m])) > 3',
      [
        '...rateAboveBy(recording.requestsByStatus, {',
        "{ by: ['status'], together: 'FILL IN: together, as in all routes' }, { status: { matches: '3..' } }",
      ],
    ],
    [
      'sum(rate(http_requests_total{status=~"5.."}[5m])) / sum(rate(http_requests_total[5m])) > 0.05',
      [
        '...shareAbove(recording.requestsByStatus, {',
        "part: { status: { matches: '5..' } }, whole: {}",
        "above(0.05, 'ratio')",
      ],
    ],
    [
      'histogram_quantile(0.95, sum by (le) (rate(db_query_duration_seconds_bucket[5m]))) > 0.5',
      ['...latencyAbove({ histogram: contract.db_query_duration_seconds', "above(0.5, 'seconds')"],
    ],
    ['deriv(mrr_total[1h]) < 0', ['// FILL IN: measure, which says deriv(mrr_total[1h]) < 0']],
  ])('%s becomes an entry', (expr, parts) => {
    const text = entry(expr);
    for (const part of [...parts, 'TeamAlert: {', "severity: 'critical'", "for: '10m'"]) expect(text).toContain(part);
  });
});
