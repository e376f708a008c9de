/** What a stack is made of in the catalogue's and the settings' own terms (`stack.json`), for those who compare two of them. */
import { ruleContext } from '../settings/settings';
import type { Settings } from '../settings/schema';
import { panelId } from '../../rules/panel-ids';
import { resolveAll } from '../alerting/catalogue';
import { sourcesOf } from '../../rules/inhibition';
import { enabledSlos, objectiveOf, slos } from '../../rules/slos';

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
    /** The number that its panels draw where they do not draw the threshold. */
    readonly bound: number;
    /** Least volume, in events a second. */
    readonly minimumRate?: number;
    /** The stack's alerts that inhibit it. */
    readonly inhibitedBy: readonly string[];
  }[];
}

export function stackSummary(settings: Settings): StackSummary {
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
      panels: Object.values(slos[name].panels).map((panel) => `overview/${panelId({ dashboard: 'overview', panel })}`),
    })),
    alerts: alerts.map(({ name, threshold, minimumRate, measurement }) => ({
      name,
      fires: threshold.kind,
      bound: measurement.bound,
      ...(minimumRate === undefined ? {} : { minimumRate }),
      inhibitedBy: sourcesOf(name, context),
    })),
  };
}
