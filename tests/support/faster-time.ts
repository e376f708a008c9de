/**
 * The files of a stack with faster time: the same rules and routes, for tests that cannot wait an hour. It does not
 * shorten `for`, which is a setting.
 */
import { dump, load } from 'js-yaml';
import type { Content } from '../../lib/compile';
import { SERVER_JOBS } from '../../lib/contract/monitoring-servers';
import { seconds, type Duration } from '../../lib/units';
import { PROMETHEUS_UNREACHABLE } from '../../rules/data-source';
import { mapChildren, printPromql, type PromqlNode } from '../../lib/promql';
import { parsePromql } from '../../lib/promql/parse';
import { WINDOW } from '../../lib/promql/window';
import type { PrometheusRuleFiles } from '../../lib/compile/prometheus-rules';

/** `5m` by a factor of ten as `30s`; never less than a second. */
export const shortenDuration = (duration: Duration, factor: number): Duration =>
  `${Math.max(1, Math.round(seconds(duration) / factor))}s`;

/** Scrape intervals and durations from this stack's settings are real time already. */
const REAL_TIME = 15;

/** `6d23h` in seconds. */
const secondsOf = (text: string): number =>
  [...text.matchAll(/(\d+)([smhdw])/g)].reduce(
    (sum, [part, weeks, unit]) => sum + seconds(unit === 'w' ? `${7 * Number(weeks)}d` : (part as Duration)),
    0,
  );

/** The value of a number, or of a division, as a number with many digits is written. */
function numberOf(node: PromqlNode): number | undefined {
  if (node.kind === 'number') return node.value;
  const isDivision = node.kind === 'binary' && node.operator === '/';
  return isDivision && node.left.kind === 'number' && node.right.kind === 'number'
    ? node.left.value / node.right.value
    : undefined;
}

/** Whether a rate is a minimum of events in a window: half an event less than a whole number. */
const isEventCount = (rate: number): boolean => rate < 0.1 && Math.abs(((rate * seconds(WINDOW)) % 1) - 0.5) < 1e-9;

/** An expression with shorter ranges and offsets. A shorter window needs as many events. */
function shortenExpression(expr: string, factor: number): string {
  const less = (range: string): string =>
    secondsOf(range) <= REAL_TIME ? range : shortenDuration(`${secondsOf(range)}s`, factor);
  const change = (node: PromqlNode): PromqlNode => {
    if (numberOf(node) !== undefined) return node;
    const faster = mapChildren(node, change);
    if (faster.kind === 'selector')
      return { ...faster, range: faster.range && less(faster.range), offset: faster.offset && less(faster.offset) };
    if (faster.kind === 'subquery')
      return {
        ...faster,
        range: less(faster.range),
        step: less(faster.step),
        offset: faster.offset && less(faster.offset),
      };
    if (faster.kind !== 'binary') return faster;
    const limit = numberOf(faster.right) ?? 0;
    if (faster.operator === '>' && isEventCount(limit))
      return { ...faster, right: { kind: 'number', value: limit * factor } };
    return faster.operator === '/' && limit === seconds(WINDOW)
      ? { ...faster, right: { kind: 'number', value: limit / factor } }
      : faster;
  };
  return printPromql(change(parsePromql(expr)));
}

type RuleFile = PrometheusRuleFiles[string];

function shortenRules(text: string, factor: number, windows: boolean): string {
  const { groups } = load(text) as RuleFile;
  const faster = groups.map((group) => ({
    ...group,
    ...(group.interval !== undefined && { interval: shortenDuration(group.interval, factor) }),
    rules: group.rules.map((rule) => ({
      ...rule,
      expr: windows ? shortenExpression(rule.expr, factor) : rule.expr,
      ...(rule.keep_firing_for && { keep_firing_for: shortenDuration(rule.keep_firing_for as Duration, factor) }),
    })),
  }));
  return dump({ groups: faster }, { lineWidth: -1 });
}

/**
 * Alertmanager's waits and intervals, except repeat_interval: a test must not see a second notification. A
 * group_interval, of which a resolved notification waits for the rest, is a third of what the factor makes it.
 */
const shortenRoutes = (text: string, factor: number): string =>
  text.replace(
    /(group_wait|group_interval): (\d+[smhd])/g,
    (_all, key: string, time: Duration) =>
      `${key}: ${shortenDuration(time, key === 'group_interval' ? 3 * factor : factor)}`,
  );

/**
 * Divides the stack's times by `factor`. With `windows` false the expressions keep their windows, but alerts still
 * resolve sooner.
 */
export function scaleTime(content: Content, factor: number, { windows = true } = {}): Content {
  const entries = (texts: Readonly<Record<string, string>>, change: (path: string, text: string) => string) =>
    Object.fromEntries(Object.entries(texts).map(([path, text]) => [path, change(path, text)]));
  const { alertmanager, grafana, prometheus } = content;
  const { notifications } = grafana;
  const paced = <P extends { readonly groupWait: string; readonly groupInterval: string }>(each: P): P => ({
    ...each,
    groupWait: shortenDuration(each.groupWait as Duration, factor),
    groupInterval: shortenDuration(each.groupInterval as Duration, factor),
  });
  return {
    ...content,
    prometheus: entries(prometheus, (path, text) =>
      path.startsWith('rules/') ? shortenRules(text, factor, windows) : text,
    ),
    grafana: {
      ruleGroups: grafana.ruleGroups.map((group) => ({
        ...group,
        rules: group.rules.map((rule) => ({
          ...rule,
          data: rule.data.map(({ model, ...query }) => ({
            ...query,
            model:
              windows && typeof model.expr === 'string'
                ? { ...model, expr: shortenExpression(model.expr, factor) }
                : model,
          })),
          ...(rule.keepFiringFor && { keepFiringFor: shortenDuration(rule.keepFiringFor as Duration, factor) }),
          ...(rule.title === PROMETHEUS_UNREACHABLE && { for: shortenDuration(rule.for as Duration, factor) }),
        })),
      })),
      notifications: notifications && {
        ...notifications,
        policy: { ...paced(notifications.policy), policies: notifications.policy.policies.map(paced) },
      },
    },
    alertmanager: {
      ...alertmanager,
      files: entries(alertmanager.files, (path, text) =>
        path === 'alertmanager.yml' ? shortenRoutes(text, factor) : text,
      ),
    },
  };
}

interface PrometheusConfig {
  readonly scrape_configs: readonly { readonly job_name: string }[];
}

/**
 * The same stack, whose Prometheus seldom scrapes itself and the other server: for tests that do not read how those are.
 * Their thousand series take a third of the processor time of a stack that runs for a minute.
 */
export function scrapeServersSeldom(content: Content): Content {
  const { 'prometheus.yml': text = '', ...rules } = content.prometheus;
  const config = load(text) as PrometheusConfig;
  const jobs: readonly string[] = Object.values(SERVER_JOBS);
  const scrape_configs = config.scrape_configs.map((scrape) =>
    jobs.includes(scrape.job_name) ? { ...scrape, scrape_interval: '10s' } : scrape,
  );
  return { ...content, prometheus: { ...rules, 'prometheus.yml': dump({ ...config, scrape_configs }) } };
}

/** The same rules with the same windows, but keep_firing_for is seconds instead of minutes. */
export const endAlertsSooner = (content: Content): Content => scaleTime(content, 60, { windows: false });
