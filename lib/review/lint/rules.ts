/** Checks of alerts and recording rules, beyond their expressions. */
import { groupingsOf, nodesOf, selectionsOf, type PromqlNode, type Vector } from '../../promql';
import { isDuration, seconds } from '../../units';
import { SOURCES } from '../../alerting/inhibition-recording';
import type { PrometheusRule } from '../../compile/prometheus-rules';
import type { AlertRule, Check } from './finding';

function labelsIn(texts: Readonly<Record<string, string>> = {}): string[] {
  const uses = Object.values(texts).flatMap((text) => [...text.matchAll(/\$labels\.(\w+)/g)]);
  return [...new Set(uses.map(([, label = '']) => label))];
}

/** Seconds that an alert waits before it fires; NaN if its duration has another form. */
const secondsOf = ({ for: duration = '0s' }: PrometheusRule<Vector>): number =>
  isDuration(duration) ? seconds(duration) : NaN;

/** The problem of an expression that has more characters, on one line, than that. */
const lengthProblem = (expr: Vector, most: number): string[] =>
  lengthOf(expr) > most ? [`has ${lengthOf(expr)} characters, more than ${most}`] : [];

/** Whether the result may have the label: nothing is aggregated, or an aggregation or label_replace keeps it. */
function keepsLabel(expr: PromqlNode, label: string): boolean {
  return (
    groupingsOf(expr).some(({ labels }) => labels.includes(label)) ||
    nodesOf(expr).some((node) => node.kind === 'call' && isString(node.args[1], label)) ||
    selectionsOf(expr).every(({ aggregator }) => aggregator === undefined)
  );
}
const isString = (node: PromqlNode | undefined, value: string): boolean =>
  node?.kind === 'string' && node.value === value;

export const alertChecks: readonly Check<AlertRule>[] = [
  {
    name: 'alerts/template',
    why: 'A label that the expression has added up is empty in the message: the page does not say who it is about.',
    fix: 'Keep the label in the aggregation (`by` of the measurement), or leave it out of the text.',
    of: ({ rule }) =>
      labelsIn(rule.annotations)
        .filter((label) => !keepsLabel(rule.expr.node, label))
        .map((label) => `prints the label ${label}, which its expression does not keep`),
  },
  {
    name: 'alerts/template-in-label',
    why: 'A value in a label makes each change of it another alert, which begins to wait anew.',
    fix: 'Put it into an annotation.',
    of: ({ rule }) =>
      Object.entries(rule.labels ?? {})
        .filter(([, text]) => text.includes('{{'))
        .map(([label]) => `has a template in the label ${label}`),
  },
  {
    name: 'alerts/for',
    why: 'A duration below the time between two evaluations is none: the second one fires.',
    fix: 'Leave it at 0s, or make it one evaluation at least.',
    of: ({ rule, scrapeInterval }) =>
      secondsOf(rule) > 0 && secondsOf(rule) < seconds(scrapeInterval)
        ? [`waits ${rule.for}, and is evaluated each ${scrapeInterval}`]
        : [],
  },
  {
    name: 'alerts/absent',
    why: 'absent() is true at a restart of the server that evaluates it, before the first scrape.',
    fix: 'Let it wait for two scrapes at least.',
    of: ({ rule, scrapeInterval }) =>
      selectionsOf(rule.expr.node).some(({ takenBy }) => takenBy === 'absent') &&
      secondsOf(rule) < 2 * seconds(scrapeInterval)
        ? [`asks absent() and waits ${rule.for ?? '0s'}`]
        : [],
  },
  {
    name: 'promql/impossible',
    why: 'What is measured never gets there, so that the alert never fires, or always does.',
    fix: 'Take a limit between the least and the largest value of the measurement.',
    of: ({ alert: { measurement } }) => {
      const { unit, test, bound } = measurement;
      const largest = unit === 'ratio' || unit === 'state' ? 1 : Infinity;
      const never = test === '>' ? bound >= largest : test === '<' ? bound <= 0 : bound < 0 || bound > largest;
      const always = test === '>' ? bound < 0 : test === '<' && bound > largest;
      const fires = never ? 'never' : 'always';
      return never || always ? [`compares what is between 0 and ${largest} with ${test} ${bound}: ${fires} fires`] : [];
    },
  },
  {
    name: 'alerts/length',
    why: 'Whoever is paged reads it to see what is wrong.',
    fix: 'Record what it measures, and compare that.',
    of: ({ rule: { expr } }) => lengthProblem(expr, LONGEST.alert),
  },
  {
    name: 'alerts/annotation',
    why: 'Who is paged opens the runbook and the panel from the page.',
    fix: 'Build the alert with the catalogue, which fills them in.',
    of: ({ rule }) =>
      ['summary', 'description', 'runbook_url', 'dashboard_url']
        .filter((name) => !rule.annotations?.[name])
        .map((name) => `has no ${name}`),
  },
];

/** Maximum length, in characters, of the rule that lists an alert's sources. */
const LONGEST_INHIBITION = 200;

/** Lengths that a person can read at night; kube-prometheus' longest alert has 644 characters, its median is 150. */
const LONGEST = { alert: 400, record: 600, median: 120 } as const;

/** With fewer alerts than this, a median means nothing. */
const A_DOZEN = 12;

/** The length of an expression on one line. */
const lengthOf = (expr: Vector): number => String(expr).length;

/** Checks of the expressions of all alerts of a stack for one engine. */
export const catalogueChecks: readonly Check<{
  readonly engine: 'alertmanager' | 'grafana';
  readonly expressions: readonly Vector[];
}>[] = [
  {
    name: 'alerts/median-length',
    why: 'Alerts are compared series with names that say what they measure: most fit into a line.',
    fix: 'Record what the longest ones measure.',
    of: ({ engine, expressions }) => {
      const lengths = expressions.map(lengthOf).sort((a, b) => a - b);
      const median = lengths[Math.floor(lengths.length / 2)] ?? 0;
      return lengths.length >= A_DOZEN && median > LONGEST.median
        ? [`have a median of ${median} characters with alerting.engine ${engine}, more than ${LONGEST.median}`]
        : [];
    },
  },
];

export const recordingChecks: readonly Check<PrometheusRule<Vector>>[] = [
  {
    name: 'rule/length',
    why: 'Who asks what an alert is based on reads it.',
    fix: 'Record a part of it under a name of its own.',
    of: ({ expr }) => lengthProblem(expr, LONGEST.record),
  },
  {
    name: 'rule/name',
    why: 'A name that says level, metric and operation tells what is left after adding up.',
    fix: 'Name it level:metric:operation, such as route:http_requests:rate5m.',
    of: ({ record = '' }) => (/^\w+:\w+:\w+$/.test(record) ? [] : [`is named ${record}`]),
  },
  {
    name: 'rule/inhibition-length',
    why: 'Who asks at night why an alert is inhibited reads this rule in Prometheus’ own page.',
    fix: `Let it list sources by name and nothing else, in ${LONGEST_INHIBITION} characters; what they share is recorded before.`,
    of: ({ record, labels, expr }) =>
      record === SOURCES && lengthOf(expr) > LONGEST_INHIBITION
        ? [`has ${lengthOf(expr)} characters for the target ${labels?.target}`]
        : [],
  },
];
