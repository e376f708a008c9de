/** What a stack is made of in the catalogue's and the settings' own terms (`stack.json`), for those who compare two of them. */
import { enabledSlos, objectiveOf } from '../slo/slo';
import { ruleContext } from '../settings/settings';
import type { Settings } from '../settings/schema';
import { panelId, type PanelRef } from '../alerting/panel-refs';
import { alertNames } from '../alerting/catalogue';
import { resolveAll } from '../alerting/resolve';
import { dashboards, type DashboardJson, type PanelJson } from '../dashboards';
import { sourcesOf } from '../alerting/inhibition';
import { maintenanceInWords } from '../alerting/maintenance';
import { files } from './files';
import { compile, type Content } from './index';
import { json } from './text';

/** Its name below the folder that is rendered to. */
export const STACK_FILE = 'stack.json';

export interface StackSummary {
  /** The settings in force, defaults included; a credential is a marker. */
  readonly settings: Omit<Settings, 'catalogue'>;
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
  /** Planned maintenance in words, by name; left out of a stack without any. */
  readonly maintenance?: Readonly<
    Record<string, { readonly when: string; readonly covers: string; readonly who: string }>
  >;
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

function panelsWithoutAlerts({ dashboardContext: context, dashboards: texts }: Content): Record<string, PanelJson> {
  const names = alertNames(context.catalogue);
  const off = Object.fromEntries(names.map((name) => [name, { ...context.thresholds[name], enabled: false }]));
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

export function stackSummary({ catalogue, ...settings }: Settings, content: Content): StackSummary {
  const context = ruleContext({ catalogue, ...settings });
  const alerts = resolveAll(context);
  const panelPath = (ref: PanelRef): string => `${ref.dashboard}/${panelId(catalogue.panels, ref)}`;
  return {
    settings,
    slos: enabledSlos(catalogue.slos, context.slos).map((promised) => ({
      name: promised.name,
      title: promised.title,
      objective: objectiveOf(promised, context.slos),
      window: promised.window,
      alerts: alerts.filter(({ slo }) => slo === promised.name).map((alert) => alert.name),
      panels: Object.values(promised.panels).map(panelPath),
    })),
    ...(context.maintenance.length > 0 && {
      maintenance: Object.fromEntries(context.maintenance.map((one) => [one.name, maintenanceInWords(one)])),
    }),
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
export const renderedFiles = (settings: Settings, content = compile(settings)): Record<string, string> => ({
  ...files(content),
  [STACK_FILE]: json(stackSummary(settings, content)),
});
