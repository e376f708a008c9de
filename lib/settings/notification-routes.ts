/** Routes: which receiver is notified of which alerts. The receivers have the same names on both engines. */
import { SEVERITIES, type Severity } from '../alerting/severity';
import type { Route } from '../receivers';

/** The receiver of the heartbeat. */
export const HEARTBEATS = 'dead-mans-switch';

type Routes = Readonly<Partial<Record<Severity, Route | undefined>>>;
/** The part of the settings that says who is notified. */
interface RouteSettings {
  readonly routes: Routes;
  readonly teams: Readonly<Record<string, { readonly routes: Routes }>>;
}

export interface NotificationRoute {
  readonly receiver: string;
  /** The path of the route in a stack file. */
  readonly key: string;
  readonly severity: Severity;
  /** The team whose alerts it matches; undefined for every team. */
  readonly team?: string;
  readonly route: Route;
}

const routesOf = (routes: Routes, key: string, team?: string): NotificationRoute[] =>
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

/** The properties of an alert that routes match. */
export interface RoutedAlert {
  readonly severity: Severity;
  readonly team?: string | undefined;
}

/** The route that matches an alert; undefined if nobody is notified of it. */
export const routeOf = (settings: RouteSettings, alert: RoutedAlert): NotificationRoute | undefined =>
  notificationRoutes(settings).find(
    ({ severity, team }) => severity === alert.severity && (team === undefined || team === alert.team),
  );

/** Every receiver of a stack, in the order of the routes. */
export const receiverNames = (settings: RouteSettings & { readonly deadMansSwitch?: unknown }): string[] => [
  ...notificationRoutes(settings).map(({ receiver }) => receiver),
  ...(settings.deadMansSwitch === undefined ? [] : [HEARTBEATS]),
];
