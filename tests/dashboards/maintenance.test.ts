/** Planned maintenance on the dashboards: shaded on each, and its end on the home dashboard. */
import { trading } from '../../platform';
import { panelQueries } from '../../lib/dashboards';
import { plannedRecording } from '../../lib/alerting/maintenance';

import { contentPanels, context, eachDashboard } from '../support/dashboards';
import { runRuleTests } from '../support/promtool';

const PLAN = { start: '1970-01-01T00:10Z', end: '1970-01-01T00:20Z', all: true, why: 'costs $1 & more', who: 'Ada' };
const raw = { maintenance: { upgrade: PLAN } };
const TITLE = 'Planned maintenance ends';

interface Annotation {
  readonly name?: string;
  readonly expr?: string;
}
const annotationsOf = (dashboard: object): readonly Annotation[] =>
  (dashboard as { readonly annotations?: { readonly list?: readonly Annotation[] } }).annotations?.list ?? [];

describe.each([
  ['recorded', true],
  ['not recorded', false],
])('where rules are %s', (_case, recorded) => {
  const ctx = context(raw, recorded);

  test.each(eachDashboard(ctx))('%s shades it', (_name, dashboard) => {
    expect(annotationsOf(dashboard).map(({ name }) => name)).toContain('Planned maintenance');
  });

  test('only the home dashboard shows its end', () => {
    const showing = eachDashboard(ctx).filter(([, one]) => contentPanels(one).some(({ title }) => title === TITLE));
    expect(showing.map(([name]) => name)).toEqual([trading.home]);
  });

  test('the panel and the shading show it from its start to its end, with its reason as it is written', async () => {
    const [overview] = eachDashboard(ctx)
      .filter(([name]) => name === trading.home)
      .map(([, one]) => one);
    const shade = annotationsOf(overview ?? {}).find(({ name }) => name === 'Planned maintenance')?.expr ?? '';
    const tile = panelQueries(ctx).find(({ panel }) => panel === TITLE)?.expr ?? '';
    const groups = [
      { name: 'inhibition', rules: plannedRecording(ctx).map((rule) => ({ ...rule, expr: String(rule.expr) })) },
    ];
    const files = {
      'inhibition.yaml': {
        groups: groups.map((one) => ({ ...one, rules: one.rules.map(({ meaning: _m, ...rule }) => rule) })),
      },
    };
    const resultAt = (expr: string, time: string, value?: number) => ({
      expr: `max by (maintenance, why, who) (${expr})`,
      eval_time: time,
      exp_samples:
        value === undefined ? [] : [{ labels: '{maintenance="upgrade",why="costs $1 & more",who="Ada"}', value }],
    });
    const looks = (expr: string, value: number) => [
      resultAt(expr, '9m45s'),
      resultAt(expr, '10m', value),
      resultAt(expr, '19m45s', value),
      resultAt(expr, '20m'),
    ];
    await runRuleTests(
      files,
      [shade, tile],
      [{ name: 'ten minutes', interval: '15s', promql_expr_test: [...looks(shade, 1200), ...looks(tile, 1_200_000)] }],
      15,
    );
  });
});

test('a stack without planned maintenance has neither', () => {
  const dashboards = JSON.stringify(eachDashboard());
  expect(dashboards).not.toContain('lanned maintenance');
});
