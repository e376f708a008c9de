/**
 * Which alerts (the targets) are inhibited while others (the sources) fire, so that an incident is one page, and an alert
 * that was notified gets its resolved notification.
 *
 * Neither engine can do that alone. Alertmanager never sends the end of an alert that it inhibits, even where its beginning was
 * sent, and forgets what inhibits when it restarts; Grafana has no inhibition, and takes an empty query for the end. So
 * Prometheus records who is inhibited by whom, and the rules of the engine that notifies read that.
 */
import type { TargetLabel } from '../contract/target-labels';
import { foreign, oneOf, type Gauge, type Matcher, type Matchers } from '../promql';
import { alertDefinition, alertNames, type Catalogue } from './catalogue';
import { isEnabled, type RuleContext } from './resolve';
import { maintenanceOf, sourceOf } from './maintenance';

function inhibits(catalogue: Catalogue, source: string, target: string): boolean {
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
  alertNames(catalogue).filter((source) => inhibits(catalogue, source, target));

/** The alerts of the stack that inhibit this one. */
export const sourcesOf = (target: string, context: RuleContext): string[] =>
  sourcesInCatalogue(context.catalogue, target).filter((source) => isEnabled(source, context));

/** Every alert of the stack that another one inhibits. */
export const inhibitedAlerts = (context: RuleContext): string[] =>
  alertNames(context.catalogue).filter((name) => isEnabled(name, context) && sourcesOf(name, context).length > 0);

/** Whether anything inhibits the alert at times. */
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

/** The rules of the engine that notifies read this one. */
export const INHIBITED = 'alert:inhibited:info';

type InhibitionLabel = 'environment' | 'source' | 'target';
export const inhibitedSeries = ({ environment }: OfStack, target?: string): Gauge<InhibitionLabel | TargetLabel> =>
  foreign<InhibitionLabel>(INHIBITED, { environment, target });

type Annotation = Readonly<Record<string, string>>;

/** Lists the sources of an alert or, where nothing is inhibited, the alerts that it may follow from. */
export function sourcesAnnotation(name: string, context: RuleContext): Annotation {
  const planned = context.evaluatesRules ? maintenanceOf(name, context).map(sourceOf) : [];
  const sources = [...sourcesOf(name, context), ...planned].join(', ');
  return sources === '' ? {} : { [context.evaluatesRules ? 'inhibited_by' : 'may_follow_from']: sources };
}

/** A template of Prometheus that lists the alerts by which the alert is inhibited at the moment. */
export function inhibitedByAnnotation(name: string, context: RuleContext): Annotation {
  if (!isInhibitable(name, context)) return {};
  const each = `{{ range $i, $one := query \`${inhibitedSeries(context, name)}\` }}`;
  return { inhibited_by: `${each}{{ if $i }}, {{ end }}{{ $one.Labels.source }}{{ end }}` };
}
