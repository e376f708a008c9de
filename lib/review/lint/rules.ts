/** Checks of alerts and recording rules, beyond their expressions. */
import { groupingsOf, nodesOf, selectionsOf, type PromqlNode, type Vector } from '../../promql';
import { isDuration, seconds } from '../../units';
import { SOURCES } from '../../alerting/inhibition-recording';
import type { PrometheusRule } from '../../compile/prometheus-rules';
import type { AlertRule, Check } from './finding';

/** The labels that a template uses. */
const printed = (texts: Readonly<Record<string, string>> = {}): string[] => [
  ...new Set(
    Object.values(texts).flatMap((text) => [...text.matchAll(/\$labels\.(\w+)/g)].map(([, label = '']) => label)),
  ),
];

/**
 * Whether the result may have the label: an aggregation keeps it, label_replace sets it, or there is no aggregation.
 */
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
      printed(rule.annotations)
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
    of: ({ rule, scrapeInterval }) => {
      const { for: duration = '0s' } = rule;
      return isDuration(duration) && seconds(duration) > 0 && seconds(duration) < seconds(scrapeInterval)
        ? [`waits ${duration}, and is evaluated each ${scrapeInterval}`]
        : [];
    },
  },
  {
    name: 'alerts/absent',
    why: 'absent() is true at a restart of the server that evaluates it, before the first scrape.',
    fix: 'Let it wait for two scrapes at least.',
    of: ({ rule, scrapeInterval }) => {
      const { for: duration = '0s' } = rule;
      const reads = selectionsOf(rule.expr.node).some(({ takenBy }) => takenBy === 'absent');
      return reads && isDuration(duration) && seconds(duration) < 2 * seconds(scrapeInterval)
        ? [`asks absent() and waits ${duration}`]
        : [];
    },
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
      const comparison = `compares what is between 0 and ${largest} with ${test} ${bound}`;
      return [...(never ? [`${comparison}: never fires`] : []), ...(always ? [`${comparison}: always fires`] : [])];
    },
  },
  {
    name: 'alerts/length',
    why: 'Whoever is paged reads it to see what is wrong.',
    fix: 'Record what it measures, and compare that.',
    of: ({ rule: { expr } }) =>
      lengthOf(expr) > LONGEST.alert ? [`has ${lengthOf(expr)} characters, more than ${LONGEST.alert}`] : [],
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

/**
 * Maximum lengths, in characters, that a person can still read at night. The longest alert of kube-prometheus has 644,
 * its median is 150.
 */
const LONGEST = { alert: 400, record: 600, median: 120 } as const;

/** With fewer alerts than this, a median means nothing. */
const A_DOZEN = 12;

/** The length of an expression on one line. */
const lengthOf = (expr: Vector): number => String(expr).length;

/** The expressions of all alerts of a stack for one engine. */
interface EngineExpressions {
  readonly engine: 'alertmanager' | 'grafana';
  readonly expressions: readonly Vector[];
}
export const catalogueChecks: readonly Check<EngineExpressions>[] = [
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
    of: ({ expr }) =>
      lengthOf(expr) > LONGEST.record ? [`has ${lengthOf(expr)} characters, more than ${LONGEST.record}`] : [],
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
      record === SOURCES && String(expr).length > LONGEST_INHIBITION
        ? [`has ${String(expr).length} characters for the target ${labels?.target}`]
        : [],
  },
];
