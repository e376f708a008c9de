/**
 * The files of a stack with time running faster: the same rules and routes, for tests that cannot wait an hour. How long an
 * alert must hold is not among what it cuts: that is a setting.
 */
import { dump, load } from 'js-yaml';
import type { Content } from '../../compile';
import { seconds, type Duration } from '../../metrics/units';
import type { PrometheusRuleFiles } from '../../compile/prometheus-rules';

/** `5m` by a factor of ten as `30s`; never less than a second. */
export const shorter = (duration: Duration, factor: number): Duration =>
  `${Math.max(1, Math.round(seconds(duration) / factor))}s`;

/** Ranges and offsets of a PromQL expression; a name such as `rate5m` is none. */
const inExpression = (expr: string, factor: number): string =>
  expr.replace(/(?<=\[|:|offset )\d+[smhd](?=[\]:\s),]|$)/g, (range) => shorter(range as Duration, factor));

type RuleFile = PrometheusRuleFiles[string];

function rules(text: string, factor: number): string {
  const { groups } = load(text) as RuleFile;
  const faster = groups.map((group) => ({
    ...group,
    rules: group.rules.map((rule) => ({
      ...rule,
      expr: inExpression(rule.expr, factor),
      ...(rule.keep_firing_for && { keep_firing_for: shorter(rule.keep_firing_for as Duration, factor) }),
    })),
  }));
  return dump({ groups: faster }, { lineWidth: -1 });
}

/** Waits and intervals of Alertmanager's routes, but for the repetition: a test must not see a second message. */
const routes = (text: string, factor: number): string =>
  text.replace(
    /(group_wait|group_interval): (\d+[smhd])/g,
    (_all, key: string, time: Duration) => `${key}: ${shorter(time, factor)}`,
  );

export function hastened(content: Content, factor: number): Content {
  const entries = (texts: Readonly<Record<string, string>>, change: (path: string, text: string) => string) =>
    Object.fromEntries(Object.entries(texts).map(([path, text]) => [path, change(path, text)]));
  const { alertmanager, prometheus } = content;
  return {
    ...content,
    prometheus: entries(prometheus, (path, text) => (path.startsWith('rules/') ? rules(text, factor) : text)),
    alertmanager: {
      ...alertmanager,
      files: entries(alertmanager.files, (path, text) => (path === 'alertmanager.yml' ? routes(text, factor) : text)),
    },
  };
}
