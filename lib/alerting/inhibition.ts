/**
 * Which alerts (the targets) are inhibited while others (the sources) fire, so that an incident is one page, and an alert
 * that was notified gets its resolved notification.
 *
 * Neither engine can do that alone. Alertmanager never sends the resolved notification of an inhibited alert, even if
 * it sent the firing one, and it forgets inhibiting alerts when it restarts. Grafana has no inhibition, and treats an
 * empty query as resolved. So Prometheus records which alert is inhibited by which, and the rules of the engine that
 * notifies read these series.
 */
import type { TargetLabel } from '../contract/target-labels';
import { foreign, oneOf, type Gauge, type Matcher, type Matchers } from '../promql';
import { alertDefinition, alertNames, type Catalogue } from './catalogue';
import { isEnabled, type RuleContext } from './resolve';
import { maintenanceOf, sourceOf } from './maintenance';

function canInhibit(catalogue: Catalogue, source: string, target: string): boolean {
  const { inhibitions, platformGroups } = catalogue;
  const { critical, group } = alertDefinition(catalogue, target);
  return (
    critical === source ||
    inhibitions.targets[source]?.includes(target) === true ||
    (source === inhibitions.targetDown && platformGroups.includes(group))
  );
}

/** The alerts of the catalogue that inhibit this one. */
export const sourcesInCatalogue = (catalogue: Catalogue, target: string): string[] =>
  alertNames(catalogue).filter((source) => canInhibit(catalogue, source, target));

/** The alerts of the stack that inhibit this one. */
export const sourcesOf = (target: string, context: RuleContext): string[] =>
  sourcesInCatalogue(context.catalogue, target).filter((source) => isEnabled(source, context));

/** Every alert of the stack that another one inhibits. */
export const inhibitedAlerts = (context: RuleContext): string[] =>
  alertNames(context.catalogue).filter((name) => isEnabled(name, context) && sourcesOf(name, context).length > 0);

/** Whether anything can inhibit the alert. */
export const isInhibitable = (name: string, context: RuleContext): boolean =>
  sourcesOf(name, context).length > 0 || maintenanceOf(name, context).length > 0;

/** Labels of the series `ALERTS`, which Prometheus writes for the rules it evaluates. */
export type AlertLabel = 'alertname' | 'alertstate' | 'severity' | 'component' | 'environment';

type OfStack = Pick<RuleContext, 'environment'>;
export const alertSeries = ({ environment }: OfStack, where: Matchers<AlertLabel>): Gauge<AlertLabel | TargetLabel> =>
  foreign<AlertLabel>('ALERTS', { ...where, environment });

export const anyOf = (names: readonly string[]): Matcher => oneOf(names.toSorted());

/** The firing alerts of this stack, as Prometheus writes them. */
export const firing = (context: OfStack, alertname?: Matcher): Gauge<AlertLabel | TargetLabel> =>
  alertSeries(context, { alertname, alertstate: 'firing' });

/** The series that the rules of the engine that notifies read. */
export const INHIBITED = 'alert:inhibited:info';

type InhibitionLabel = 'environment' | 'source' | 'target';
export const inhibitedSeries = ({ environment }: OfStack, target?: string): Gauge<InhibitionLabel | TargetLabel> =>
  foreign<InhibitionLabel>(INHIBITED, { environment, target });

type Annotation = Readonly<Record<string, string>>;

/** Lists the sources of an alert; if no alert can be inhibited here, lists the alerts that may be its cause. */
export function sourcesAnnotation(name: string, context: RuleContext): Annotation {
  const planned = context.evaluatesRules ? maintenanceOf(name, context).map(sourceOf) : [];
  const sources = [...sourcesOf(name, context), ...planned].join(', ');
  return sources === '' ? {} : { [context.evaluatesRules ? 'inhibited_by' : 'may_follow_from']: sources };
}

/** A Prometheus template that lists the alerts which currently inhibit this one. */
export function inhibitedByAnnotation(name: string, context: RuleContext): Annotation {
  if (!isInhibitable(name, context)) return {};
  const each = `{{ range $i, $one := query \`${inhibitedSeries(context, name)}\` }}`;
  return { inhibited_by: `${each}{{ if $i }}, {{ end }}{{ $one.Labels.source }}{{ end }}` };
}
