/** The content of a stack, read from the files of `npm run render`, which every revision writes alike. */
import { load } from 'js-yaml';
import { z } from 'zod';
import type { AlertSummary } from '../../compile';
import type { GrafanaRule, GrafanaRuleGroup } from '../../compile/grafana-rules';
import type { PrometheusGroup, PrometheusRule } from '../../compile/prometheus-rules';
import { VERBATIM } from '../../compile/verbatim';
import { listPanels } from '../../dashboards/handwritten';
import { toGroup, toGroups, type Json } from '../../json-values';
import { STACK_FILE, type StackSummary } from '../../compile/stack-summary';
import type { Unit } from '../../units';

/** Texts by path below the folder that was rendered to. */
export type Files = Readonly<Record<string, string>>;

export type Rule = PrometheusRule;
export type Slo = StackSummary['slos'][number];
export interface Route {
  readonly matchers?: readonly string[];
  readonly receiver: string;
  readonly group_by?: readonly string[];
  readonly group_wait?: string;
  readonly group_interval?: string;
  readonly repeat_interval?: string;
  readonly mute_time_intervals?: readonly string[];
  readonly active_time_intervals?: readonly string[];
}
export type Named = Readonly<Record<string, unknown>> & { readonly name: string };
export interface Alertmanager {
  readonly route: Route & { readonly routes?: readonly Route[] };
  readonly time_intervals?: readonly Named[];
  readonly receivers?: readonly Named[];
}

const panel = z.looseObject({
  id: z.number(),
  type: z.string(),
  title: z.string().default(''),
  description: z.string().optional(),
  gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
});
const dashboard = z.looseObject({ uid: z.string().optional(), title: z.string(), panels: z.array(panel) });
export type Panel = z.output<typeof panel>;
export type Dashboard = z.output<typeof dashboard>;
/** A dashboard of any origin. Throws a ZodError if `value` is not one. */
export const readDashboard = (value: unknown): Dashboard => dashboard.parse(value);

/** A panel with the fields that Grafana fills in when they are missing. */
function completePanel(value: Json, index: number): Json {
  const { x = 0, y = index, w = 24, h = 1 } = toGroup(value.gridPos);
  const inner = Array.isArray(value.panels) && { panels: toGroups(value.panels).map(completePanel) };
  return { id: 1000 + index, type: '', ...value, ...inner, gridPos: { x, y, w, h } };
}
function readAnyDashboard(value: unknown): Dashboard {
  const { success, data } = dashboard.safeParse(value);
  return success ? data : readDashboard({ title: '', ...toGroup(value), panels: listPanels(value).map(completePanel) });
}

/** What a revision has written about an alert to `stack.json`; older revisions write fewer fields. */
type Written = Partial<StackSummary['alerts'][number]>;
/** An alert with everything that the files contain about it. */
export interface Alert extends Omit<AlertSummary, 'unit'>, Omit<Written, 'name'> {
  readonly unit: Unit;
  /** Its rule in Prometheus. */
  readonly rule: Rule | undefined;
  /** Its rule in Grafana. */
  readonly grafana: GrafanaRule | undefined;
}

const SERVER_FILES = ['prometheus/prometheus.yml', 'kubernetes/values.yaml', 'grafana/notifications.json'];

const below = (files: Files, folder: string): [string, unknown][] =>
  Object.entries(files)
    .filter(([path]) => path.startsWith(`${folder}/`))
    .map(([path, text]) => [path.replace(/^.*\/|\.\w+$/g, ''), read(text)]);

/** JSON is also YAML, but JSON.parse is faster. */
const read = (text: string): unknown => (/^\s*[[{]/.test(text) ? (JSON.parse(text) as unknown) : load(text));

/** Labels that distinguish recorded series of one name. */
const ABOUT = ['slo', 'alertname', 'target', 'state', 'for', 'metric', 'slower_than'] as const;

/** What a recorded series is for, such as an alert, if its name does not contain it. */
export const aboutOf = ({ labels = {} }: Rule): string[] => ABOUT.flatMap((label) => labels[label] ?? []);

export type Rendered = Readonly<ReturnType<typeof modelOf>>;
const models = new WeakMap<Files, Rendered>();

/** Reads the files of one stack. Throws a ZodError if a dashboard is invalid. */
export function readRendered(files: Files): Rendered {
  const rendered = models.get(files) ?? modelOf(files);
  models.set(files, rendered);
  return rendered;
}

const summaries = new WeakMap<Files, Partial<StackSummary>>();

/** `stack.json`; older revisions write fewer fields than today's program. */
export function summaryOf(files: Files): Partial<StackSummary> {
  const summary = summaries.get(files) ?? (JSON.parse(files[STACK_FILE] ?? '{}') as Partial<StackSummary>);
  summaries.set(files, summary);
  return summary;
}

/** The items that have a name, by that name. */
const byName = <T>(items: readonly T[], nameOf: (item: T) => string | undefined): Map<string, T> =>
  new Map(
    items.flatMap((item): [string, T][] => {
      const name = nameOf(item);
      return name === undefined ? [] : [[name, item]];
    }),
  );

function modelOf(files: Files) {
  const ruleFiles = below(files, 'prometheus/rules').map(([file, content]) => {
    const { groups } = content as { readonly groups: readonly PrometheusGroup[] };
    return { file, groups, rules: groups.flatMap((group) => group.rules) };
  });
  const groups = ruleFiles.flatMap((each) => each.groups);
  const rules = ruleFiles.flatMap((each) => each.rules);
  const grafanaGroups = below(files, 'grafana/rule-groups').map(([, group]) => group as GrafanaRuleGroup);
  const grafanaRules = byName(
    grafanaGroups.flatMap((group) => group.rules),
    ({ title }) => title,
  );
  const { slos, maintenance = {}, alerts: written = [], panelsWithoutAlerts } = summaryOf(files);
  const alerts = JSON.parse(files['alerts.json'] ?? '[]') as AlertSummary[];
  const config = files['alertmanager/alertmanager.yml'];
  return {
    alerts: byName(
      alerts.map((alert): Alert => ({
        ...alert,
        ...written.find(({ name }) => name === alert.name),
        unit: alert.unit,
        rule: rules.find((rule) => rule.alert === alert.name),
        grafana: grafanaRules.get(alert.name),
      })),
      ({ name }) => name,
    ),
    /** By name and by the labels that distinguish them. */
    recorded: byName(
      rules,
      (rule) => rule.record && [rule.record, ...aboutOf(rule).map((about) => `(${about})`)].join(' '),
    ),
    /** Seconds or durations between evaluations, by rule group. */
    intervals: new Map([
      ...groups.map(({ name, interval = '' }): [string, string] => [name, interval]),
      ...grafanaGroups.map(({ title, interval }): [string, string] => [`Grafana's ${title}`, `${interval}s`]),
    ]),
    /** Alerts of hand-written rule files, by the name of the file and their own. */
    verbatim: new Map(
      ruleFiles
        .filter(({ file }) => file.startsWith(VERBATIM))
        .flatMap((each) => [
          ...byName(each.rules, ({ alert }) => alert && `${each.file.slice(VERBATIM.length)}/${alert}`),
        ]),
    ),
    alertmanager: config === undefined ? undefined : (load(config) as Alertmanager),
    maintenance: new Map(Object.entries(maintenance)),
    slos: slos && byName(slos, ({ name }) => name),
    dashboards: new Map(below(files, 'grafana/dashboards').map(([name, model]) => [name, readAnyDashboard(model)])),
    /** Panels that depend on alerts, as they were without any, by `dashboard/id`; older revisions lack them. */
    panelsWithoutAlerts: panelsWithoutAlerts as Readonly<Record<string, Panel>> | undefined,
    template: files['alertmanager/notifications.tmpl'],
    /** The servers' own configuration by file, which is compared leaf by leaf. */
    servers: new Map(SERVER_FILES.filter((path) => path in files).map((path) => [path, read(files[path] ?? '')])),
  };
}
