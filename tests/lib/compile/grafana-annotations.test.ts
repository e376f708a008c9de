/**
 * The annotations of a Grafana rule, with a result of the query and without one; rendered by Alertmanager's templates.
 */
import { trading } from '../../../platform';
import { exampleSeries, withVariables } from '../../../lib/compile/example-notification';
import { grafanaRuleGroups } from '../../../lib/compile/grafana-rules';
import { ruleContext, toSettings } from '../../../lib/settings/settings';
import { readStackFile } from '../../../lib/settings/stack-file';
import { resolveAll, type RuleContext } from '../../../lib/alerting/resolve';
import { PROMETHEUS_UNREACHABLE } from '../../../rules/data-source';
import { renderMessage } from '../../../lib/servers/amtool';
import { EXPORTERS } from '../../support/exporters';

/** Separates the texts of one call: no template contains it. */
const SEPARATOR = '\u001e';
const render = async (texts: readonly string[], labels = {}): Promise<string[]> =>
  (await renderMessage(texts.join(SEPARATOR), { commonLabels: labels })).split(SEPARATOR);

const context = (stack: string, more = {}): RuleContext =>
  ruleContext(toSettings(trading, stack, { ...readStackFile(stack), ...more }));
const contexts = { dev: context('dev'), prod: context('prod'), exporters: context('dev', EXPORTERS) };
const annotationsOf = (of: RuleContext) =>
  grafanaRuleGroups(of, { datasourceUid: 'p', heartbeat: true })
    .flatMap(({ rules }) => rules)
    .filter(({ title }) => title !== PROMETHEUS_UNREACHABLE)
    .map(({ title, annotations }) => ({ title, annotations }));

/**
 * Renders with Grafana's `$values` of an evaluation whose query returned nothing. One function exists only in
 * Prometheus.
 */
const withoutData = (template: string): string =>
  `{{ $labels := .CommonLabels }}{{ $values := .CommonAnnotations }}` +
  template.replaceAll('humanizePercentage', 'humanizeDuration');
/** Renders after an evaluation that returned `value`, which is not 0. */
const withData = (template: string, value: number): string =>
  withVariables(template.replaceAll('$values.A', '$value').replaceAll('.Value ', '$value '), value);

describe.each(Object.entries(contexts))('%s', (_stack, of) => {
  test('no text of a Grafana rule reads a value of an evaluation without data', async () => {
    const all = annotationsOf(of);
    const filled = await render(all.flatMap(({ annotations }) => Object.values(annotations).map(withoutData)));
    expect(filled.filter((text) => text.includes('<no value>') || text.includes('%!'))).toEqual([]);
    const values = await render(all.map(({ annotations }) => withoutData(annotations.value ?? '')));
    expect(new Set(values)).toEqual(new Set(['no data']));
  });

  test('each text with data is that of Prometheus', async () => {
    const alerts = resolveAll(of);
    const grafana = new Map(annotationsOf(of).map(({ title, annotations }) => [title, annotations]));
    for (const alert of alerts) {
      const { labels, value } = exampleSeries(alert, trading)[0] ?? { labels: {}, value: 1 };
      const sample = value === 0 ? 0.25 : value;
      const keys = Object.keys(alert.annotations);
      // One call of amtool for both engines.
      const rendered = await render(
        [
          ...Object.values(alert.annotations).map((text) => withVariables(String(text), sample)),
          ...keys.map((key) => withData(grafana.get(alert.name)?.[key] ?? '', sample)),
        ],
        labels,
      );
      const prometheus = rendered.slice(0, keys.length);
      expect([alert.name, rendered.slice(keys.length)]).toEqual([alert.name, prometheus]);
    }
  }, 60_000);
});
