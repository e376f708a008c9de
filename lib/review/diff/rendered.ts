/** What a stack deploys, read back from the files that `npm run render` writes: the same for every revision that has it. */
import { load } from 'js-yaml';
import { z } from 'zod';
import type { Unit } from '../../units';
import { joinLines } from './expressions';

/** Texts by path below the folder that was rendered to. */
export type Files = Readonly<Record<string, string>>;

const texts = z.record(z.string(), z.string());
const summary = z.looseObject({
  name: z.string(),
  group: z.string(),
  severity: z.string(),
  component: z.string(),
  threshold: z.number(),
  unit: z.string(),
  for: z.string(),
  expr: z.string().transform(joinLines),
  dashboard_url: z.string().default(''),
  overridden: z.array(z.string()).default([]),
});
const rule = z.looseObject({
  alert: z.string().optional(),
  record: z.string().optional(),
  expr: z.string(),
  for: z.string().optional(),
  keep_firing_for: z.string().optional(),
  labels: texts.default({}),
  annotations: texts.default({}),
});
const group = z.looseObject({ name: z.string(), interval: z.string().optional(), rules: z.array(rule) });
const grafanaRule = z.looseObject({
  title: z.string(),
  data: z.array(z.looseObject({ refId: z.string(), model: z.looseObject({ expr: z.string().optional() }) })),
});
const receiver = z.looseObject({ name: z.string() });
const route = z.looseObject({
  matchers: z.array(z.string()).default([]),
  receiver: z.string(),
  group_by: z.array(z.string()).optional(),
  group_wait: z.string().optional(),
  group_interval: z.string().optional(),
  repeat_interval: z.string().optional(),
  mute_time_intervals: z.array(z.string()).default([]),
  active_time_intervals: z.array(z.string()).default([]),
});
const alertmanager = z.looseObject({
  route: route.extend({ routes: z.array(route).default([]) }),
  time_intervals: z.array(z.looseObject({ name: z.string() })).default([]),
  receivers: z.array(receiver).default([]),
});
const gridPos = z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() });
const panel = z.looseObject({
  id: z.number(),
  type: z.string(),
  title: z.string().default(''),
  description: z.string().optional(),
  gridPos,
});
const dashboard = z.looseObject({ uid: z.string().optional(), title: z.string(), panels: z.array(panel) });
const slo = z.looseObject({
  name: z.string(),
  title: z.string(),
  objective: z.number(),
  window: z.string(),
  alerts: z.array(z.string()),
  panels: z.array(z.string()),
});
const stack = z.object({
  settings: z.unknown(),
  slos: z.array(slo),
  alerts: z.array(
    z.looseObject({
      name: z.string(),
      fires: z.string(),
      bound: z.number(),
      minimumRate: z.number().optional(),
      inhibitedBy: z.array(z.string()).optional(),
    }),
  ),
});

export type Rule = z.output<typeof rule>;
export type Panel = z.output<typeof panel>;
export type Dashboard = z.output<typeof dashboard>;
export type Alertmanager = z.output<typeof alertmanager>;
export type Route = z.output<typeof route>;
export type Slo = z.output<typeof slo>;

/** An alert with all that the files say of it. */
export interface Alert {
  readonly name: string;
  readonly group: string;
  readonly severity: string;
  readonly component: string;
  readonly threshold: number;
  readonly unit: Unit;
  /** How it compares with the threshold; unknown of a revision that did not write it. */
  readonly fires: string | undefined;
  /** What its measurement is compared with: not the threshold where that chooses a bucket or an objective. */
  readonly bound: number | undefined;
  readonly minimumRate: number | undefined;
  /** The alerts that inhibit it; unknown of a revision that did not write them. */
  readonly inhibitedBy: readonly string[] | undefined;
  readonly for: string;
  readonly expr: string;
  readonly overridden: readonly string[];
  /** Its rule in Prometheus. */
  readonly rule: Rule | undefined;
  /** Its rule in Grafana. */
  readonly grafana: z.output<typeof grafanaRule> | undefined;
  /** The panel that its link opens, as `dashboard/id`. */
  readonly panel: string;
}

export interface Rendered {
  readonly environment: string;
  readonly alerts: ReadonlyMap<string, Alert>;
  /** Recorded series by name and the labels that tell them apart. */
  readonly recorded: ReadonlyMap<string, Rule>;
  /** Seconds or durations between evaluations, by rule group. */
  readonly intervals: ReadonlyMap<string, string>;
  readonly alertmanager: Alertmanager | undefined;
  readonly slos: ReadonlyMap<string, Slo> | undefined;
  readonly dashboards: ReadonlyMap<string, Dashboard>;
  /** The settings in force, defaults included; undefined of a revision that did not write them. */
  readonly settings: unknown;
  readonly template: string | undefined;
  /** What is compared leaf by leaf: the servers' own configuration, by file. */
  readonly servers: ReadonlyMap<string, unknown>;
}

const below = (files: Files, folder: string): [string, string][] =>
  Object.entries(files).filter(([path]) => path.startsWith(`${folder}/`));

/** `/d/api-health-dev?viewPanel=2` as `api-health/2`. */
function panelOf(url: string, environment: string): string {
  const [, uid = '', id = ''] = /\/d\/([^?]+)\?viewPanel=(\d+)/.exec(url) ?? [];
  return `${uid.replace(new RegExp(`-${environment}$`), '')}/${id}`;
}

/** Labels that tell recorded series of one name apart. */
const ABOUT = ['slo', 'alertname', 'target', 'state', 'for', 'metric', 'slower_than'] as const;

/** What a recorded series is about, such as an alert, where its name does not say. */
export const aboutOf = ({ labels }: Rule): string[] => ABOUT.flatMap((label) => labels[label] ?? []);

const json = <T>(schema: z.ZodType<T>, text: string | undefined): T | undefined =>
  text === undefined ? undefined : schema.parse(JSON.parse(text));

const read = new WeakMap<Files, Rendered>();

/** The files of one stack as a model, read once. Throws a ZodError where a file is not what `render` writes. */
export function readRendered(files: Files): Rendered {
  const rendered = read.get(files) ?? modelOf(files);
  read.set(files, rendered);
  return rendered;
}

function modelOf(files: Files): Rendered {
  const summaries = json(z.array(summary), files['alerts.json']) ?? [];
  const groups = below(files, 'prometheus/rules').flatMap(
    ([, text]) => z.looseObject({ groups: z.array(group) }).parse(load(text)).groups,
  );
  const rules = groups.flatMap((one) => one.rules);
  const grafanaGroups = below(files, 'grafana/rule-groups').map(([, text]) =>
    z.looseObject({ title: z.string(), interval: z.number(), rules: z.array(grafanaRule) }).parse(JSON.parse(text)),
  );
  const extra = json(stack, files['stack.json']);
  const environment = rules.find(({ labels }) => labels.environment !== undefined)?.labels.environment ?? '';
  const alerts = summaries.map((one): [string, Alert] => {
    const more = extra?.alerts.find(({ name }) => name === one.name);
    return [
      one.name,
      {
        ...one,
        unit: one.unit as Unit,
        fires: more?.fires,
        bound: more?.bound,
        minimumRate: more?.minimumRate,
        inhibitedBy: more?.inhibitedBy,
        rule: rules.find(({ alert }) => alert === one.name),
        grafana: grafanaGroups.flatMap((each) => each.rules).find(({ title }) => title === one.name),
        panel: panelOf(one.dashboard_url, environment),
      },
    ];
  });
  const config = files['alertmanager/alertmanager.yml'];
  return {
    environment,
    alerts: new Map(alerts),
    recorded: new Map(
      rules.flatMap((one): [string, Rule][] =>
        one.record === undefined ? [] : [[[one.record, ...aboutOf(one).map((about) => `(${about})`)].join(' '), one]],
      ),
    ),
    intervals: new Map([
      ...groups.map(({ name, interval }): [string, string] => [name, interval ?? '']),
      ...grafanaGroups.map(({ title, interval }): [string, string] => [`Grafana's ${title}`, `${interval}s`]),
    ]),
    alertmanager: config === undefined ? undefined : alertmanager.parse(load(config)),
    slos: extra && new Map(extra.slos.map((one) => [one.name, one])),
    dashboards: new Map(
      below(files, 'grafana/dashboards').map(([path, text]) => [
        path.replace(/^.*\/|\.json$/g, ''),
        dashboard.parse(JSON.parse(text)),
      ]),
    ),
    settings: extra?.settings,
    template: files['alertmanager/notifications.tmpl'],
    servers: new Map([
      ...(['prometheus/prometheus.yml', 'kubernetes/values.yaml'] as const).flatMap((path): [string, unknown][] => {
        const text = files[path];
        return text === undefined ? [] : [[path, load(text)]];
      }),
      ...(files['grafana/notifications.json'] === undefined
        ? []
        : [['grafana/notifications.json', JSON.parse(files['grafana/notifications.json'])] as [string, unknown]]),
    ]),
  };
}

/** A dashboard that somebody has exported. Throws a ZodError where it is none. */
export const readDashboard = (value: unknown): Dashboard => dashboard.parse(value);
