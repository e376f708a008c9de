/** What a stack is made of in the catalogue's and the settings' own terms (`stack.json`), for those who compare two of them. */
import { ruleContext } from '../settings/settings';
import type { Settings } from '../settings/schema';
import { panelId, type PanelRef } from '../../rules/panel-ids';
import { alertNames, resolveAll } from '../alerting/catalogue';
import { dashboards, type DashboardJson, type PanelJson } from '../dashboards';
import { sourcesOf } from '../../rules/inhibition';
import { enabledSlos, objectiveOf, slos } from '../../rules/slos';
import { files } from './files';
import { compile, type Content } from './index';
import { json } from './text';

/** Its name below the folder that is rendered to. */
export const STACK_FILE = 'stack.json';

export interface StackSummary {
  /** The settings in force, defaults included; a credential is a marker. */
  readonly settings: Settings;
  readonly slos: readonly {
    readonly name: string;
    readonly title: string;
    /** Share (0..1) that must be good. */
    readonly objective: number;
    readonly window: string;
    readonly alerts: readonly string[];
    /** Its panels, as `dashboard/id`. */
    readonly panels: readonly string[];
  }[];
  readonly alerts: readonly {
    readonly name: string;
    /** How it compares with its threshold. */
    readonly fires: string;
    /** Least volume, in events a second. */
    readonly minimumRate?: number;
    /** The stack's alerts that inhibit it. */
    readonly inhibitedBy: readonly string[];
    /** What its notification says of the culprit, without what that means for users. */
    readonly sentence: string;
    /** The panel that its link opens, as `dashboard/id`. */
    readonly panel: string;
  }[];
  /** The panels that say something of the stack's alerts, as `dashboard/id`, as they would be if there were none. */
  readonly panelsWithoutAlerts: Readonly<Record<string, PanelJson>>;
}

const panelPath = (ref: PanelRef): string => `${ref.dashboard}/${panelId(ref)}`;

function panelsWithoutAlerts({ dashboardContext: context, dashboards: texts }: Content): Record<string, PanelJson> {
  const off = Object.fromEntries(alertNames.map((name) => [name, { ...context.thresholds[name], enabled: false }]));
  const without = dashboards({ ...context, thresholds: off });
  return Object.fromEntries(
    Object.entries(without).flatMap(([name, { panels }]: [string, DashboardJson]) => {
      const deployed = (JSON.parse(texts[name] ?? '') as DashboardJson).panels.map(json);
      return panels
        .filter((panel) => !deployed.includes(json(panel)))
        .map((panel): [string, PanelJson] => [`${name}/${panel.id}`, panel]);
    }),
  );
}

export function stackSummary(settings: Settings, content: Content): StackSummary {
  const context = ruleContext(settings);
  const alerts = resolveAll(context);
  return {
    settings,
    slos: enabledSlos(context.slos).map((name) => ({
      name,
      title: slos[name].title,
      objective: objectiveOf(name, context.slos),
      window: slos[name].window,
      alerts: alerts.filter(({ slo }) => slo === name).map((alert) => alert.name),
      panels: Object.values(slos[name].panels).map((panel) => panelPath({ dashboard: 'overview', panel })),
    })),
    alerts: alerts.map(({ name, threshold, minimumRate, panel, annotations: { description, impact } }) => ({
      name,
      fires: threshold.kind,
      ...(minimumRate === undefined ? {} : { minimumRate }),
      inhibitedBy: sourcesOf(name, context),
      sentence: description.slice(0, description.length - impact.length).trim(),
      panel: panelPath(panel),
    })),
    panelsWithoutAlerts: panelsWithoutAlerts(content),
  };
}

/** Every file that `npm run render` writes of a stack. */
export function renderedFiles(settings: Settings): Record<string, string> {
  const content = compile(settings);
  return { ...files(content), [STACK_FILE]: json(stackSummary(settings, content)) };
}
