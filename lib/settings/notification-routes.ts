/** Routes: which receiver is notified of which alerts. The receivers have the same names on both engines. */
import { SEVERITIES, type Severity } from '../alerting/severity';
import { kindsOf, type Route } from '../receivers';
import type { Alerting } from './alerting';
import type { Settings } from './schema';

/** The receiver of the heartbeat. */
export const HEARTBEATS = 'dead-mans-switch';

/** The part of the settings that says who is notified. */
type RouteSettings = Pick<Alerting, 'routes' | 'teams'>;

export interface NotificationRoute {
  readonly receiver: string;
  /** The path of the route in a stack file. */
  readonly key: string;
  readonly severity: Severity;
  /** The team whose alerts it matches; undefined for every team. */
  readonly team?: string;
  readonly route: Route;
}

const routesOf = (routes: Alerting['routes'], key: string, team?: string): NotificationRoute[] =>
  SEVERITIES.flatMap((severity) => {
    const route = routes[severity];
    if (route === undefined) return [];
    const receiver = team === undefined ? severity : `${team}-${severity}`;
    return [{ receiver, key: `${key}.${severity}`, severity, ...(team !== undefined && { team }), route }];
  });

/** The routes of a stack. The first match notifies: a team's own route comes before the route of the severity. */
export const notificationRoutes = ({ routes, teams }: RouteSettings): NotificationRoute[] => [
  ...Object.entries(teams).flatMap(([team, settings]) =>
    routesOf(settings.routes, `alerting.teams.${team}.routes`, team),
  ),
  ...routesOf(routes, 'alerting.routes'),
];

/** The route that matches an alert; undefined if nobody is notified of it. */
export const routeOf = (
  settings: RouteSettings,
  alert: { readonly severity: Severity; readonly team?: string | undefined },
): NotificationRoute | undefined =>
  notificationRoutes(settings).find(
    ({ severity, team }) => severity === alert.severity && (team === undefined || team === alert.team),
  );

/** Every receiver of a stack, in the order of the routes. */
export const receiverNames = (settings: RouteSettings & { readonly deadMansSwitch?: unknown }): string[] => [
  ...notificationRoutes(settings).map(({ receiver }) => receiver),
  ...(settings.deadMansSwitch === undefined ? [] : [HEARTBEATS]),
];

/**
 * The channels that receive a severity's alerts, or the heartbeat, in words; those of `team` if it has routes of its
 * own.
 */
export function describeReceivers(settings: Alerting, what: Severity | 'heartbeat', team?: string): string {
  if (what === 'heartbeat') return settings.deadMansSwitch === undefined ? 'nobody' : "the dead man's switch";
  const channels = kindsOf(routeOf(settings, { severity: what, team })?.route).map(({ key }) => key);
  return channels.length === 0 ? 'nobody' : channels.join(', ');
}

/** Consequences for notifications that a reader of these settings may not expect, one sentence each. */
export function notificationWarnings({
  target,
  alerting: settings,
  external,
}: Pick<Settings, 'target' | 'alerting'> & Partial<Pick<Settings, 'external'>>): string[] {
  const { engine, deadMansSwitch } = settings;
  const warnings: string[] = [];
  if (notificationRoutes(settings).length === 0) {
    // Other servers notify of the alerts of an external stack.
    if (target !== 'external')
      warnings.push(
        'Nobody is notified when an alert fires: alerting.routes is empty (docs/notifications.md, "Routes").',
      );
  } else if (deadMansSwitch === undefined) {
    const silent =
      engine === 'grafana'
        ? 'that Grafana is down, alone or together with Prometheus'
        : 'that Prometheus or Alertmanager is down';
    warnings.push(
      `Nobody will notice ${silent}, or that messages no longer arrive: alerting.deadMansSwitch is not set (docs/notifications.md, "When the servers are away").`,
    );
  }
  if (external?.evaluatesRules === false)
    warnings.push(
      'No alert is inhibited by another one, so that one incident may be several pages, and there are no alerts on error budgets, on missing metrics and on a single silent source or endpoint: the Prometheus evaluates no rules; set external.ruler, or load them and set external.prometheus.evaluatesRules (docs/external.md).',
    );
  return warnings;
}
