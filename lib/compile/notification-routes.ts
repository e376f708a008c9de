/** Who is notified of which alerts, by the names that receivers have on both engines. */
import { SEVERITIES, type Severity } from '../alerting/severity';
import type { Route } from '../receivers';
import type { Alerting } from '../settings/alerting';

/** The receiver of the heartbeat. */
export const HEARTBEATS = 'dead-mans-switch';

export interface NotificationRoute {
  readonly receiver: string;
  readonly severity: Severity;
  readonly route: Route;
}

/** The routes of a stack; the first that matches an alert notifies. */
export const notificationRoutes = ({ routes }: Pick<Alerting, 'routes'>): NotificationRoute[] =>
  SEVERITIES.flatMap((severity) => {
    const route = routes[severity];
    return route === undefined ? [] : [{ receiver: severity, severity, route }];
  });

/** Every receiver of a stack, in the order of the routes. */
export const receiverNames = (alerting: Alerting): string[] => [
  ...notificationRoutes(alerting).map(({ receiver }) => receiver),
  ...(alerting.deadMansSwitch === undefined ? [] : [HEARTBEATS]),
];
