/** A stack in the terms of the catalogue and the settings (`stack.json`), for programs that compare two stacks. */
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

/** Its name in the folder that is rendered to. */
export const STACK_FILE = 'stack.json';

/** The panels whose content depends on the stack's alerts, by `dashboard/id`, as they would be without alerts. */
function panelsWithoutAlerts({ dashboardContext: context, dashboards: texts }: Content): Record<string, PanelJson> {
  const names = alertNames(context.catalogue);
  const off = Object.fromEntries(names.map((name) => [name, { ...context.thresholds[name], enabled: false }]));
  const without = dashboards({ ...context, thresholds: off });
  return Object.fromEntries(
    Object.entries(without).flatMap(([name, { panels }]: [string, DashboardJson]) => {
      const deployed = new Set(
        (JSON.parse(texts[name] ?? '') as DashboardJson).panels.map((panel) => JSON.stringify(panel)),
      );
      return panels
        .filter((panel) => !deployed.has(JSON.stringify(panel)))
        .map((panel): [string, PanelJson] => [`${name}/${panel.id}`, panel]);
    }),
  );
}

export function stackSummary({ catalogue, ...settings }: Settings, content: Content) {
  const context = ruleContext({ catalogue, ...settings });
  const alerts = resolveAll(context);
  const panelPath = (ref: PanelRef): string => `${ref.dashboard}/${panelId(catalogue.panels, ref)}`;
  return {
    /** The settings that apply, defaults included; a credential becomes a marker. */
    settings,
    slos: enabledSlos(catalogue.slos, context.slos).map((promised) => ({
      name: promised.name,
      title: promised.title,
      /** Share (0..1) of events that must be good. */
      objective: objectiveOf(promised, context.slos),
      window: promised.window,
      alerts: alerts.filter(({ slo }) => slo === promised.name).map((alert) => alert.name),
      /** As `dashboard/id`. */
      panels: Object.values(promised.panels).map(panelPath),
    })),
    /** In words, by name; left out if the stack has none. */
    ...(context.maintenance.length > 0 && {
      maintenance: Object.fromEntries(context.maintenance.map((one) => [one.name, maintenanceInWords(one)])),
    }),
    alerts: alerts.map(({ name, threshold, minimumRate, panel, annotations: { description, impact } }) => ({
      name,
      /** How the value is compared with the threshold. */
      fires: threshold.kind,
      ...(minimumRate === undefined ? {} : { minimumRate }),
      inhibitedBy: sourcesOf(name, context),
      /** The sentence of its notification about the culprit, without the impact. */
      sentence: description.slice(0, description.length - impact.length).trim(),
      /** The panel that its link opens, as `dashboard/id`. */
      panel: panelPath(panel),
    })),
    panelsWithoutAlerts: panelsWithoutAlerts(content),
  };
}

export type StackSummary = ReturnType<typeof stackSummary>;

/** Every file that `npm run render` writes of a stack. */
export const renderedFiles = (settings: Settings, content = compile(settings)): Record<string, string> => ({
  ...files(content),
  [STACK_FILE]: json(stackSummary(settings, content)),
});
