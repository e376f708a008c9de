/**
 * Who is told by Grafana: contact points, mute timings, message template and notification policy, in the shape of the
 * Grafana provider. Names carry the environment: several stacks may share one Grafana.
 */
import type { Alerting, Interval } from '../settings/alerting';
import { SEVERITIES, type Severity } from '../alerting/severity';
import { grafanaReceivers, kindsOfRoutes, templates, type GrafanaReceivers } from '../receivers';
import type { RuleContext } from '../alerting/resolve';
import { stackPrefix } from '../settings/names';
import { notificationRoutes, routeOf } from '../settings/notification-routes';
import { GROUP_BY, HEARTBEAT_TIMING, NOTIFICATION_TIMING, type NotificationTiming } from '../alerting/routing';

/** How a rule or a branch of the policy notifies. */
export interface Notification {
  readonly contactPoint: string;
  readonly groupBies: readonly string[];
  readonly groupWait: string;
  readonly groupInterval: string;
  readonly repeatInterval: string;
  readonly muteTimings?: readonly string[];
}
/** What decides whom a rule tells. */
export interface Notifying {
  readonly name: string;
  readonly severity: Severity;
  readonly labels: { readonly team?: string };
}

const muteInterval = ({ weekdays, times, daysOfMonth, months, location }: Interval) => ({
  ...(weekdays && { weekdays }),
  ...(times && { times }),
  ...(daysOfMonth && { daysOfMonths: daysOfMonth }),
  ...(months && { months }),
  location,
});

const paced = (point: string, { wait, interval, repeat }: NotificationTiming, groupBies: readonly string[]) => ({
  contactPoint: point,
  groupBies,
  groupWait: wait,
  groupInterval: interval,
  repeatInterval: repeat,
});

/** What a stack's routes are in Grafana; nothing where nobody is to be told. */
export function grafanaNotifications(
  alerting: Alerting,
  { catalogue, environment }: Pick<RuleContext, 'catalogue' | 'environment'>,
) {
  const { muteTimings, deadMansSwitch } = alerting;
  const used = notificationRoutes(alerting);
  const stack = stackPrefix({ catalogue, environment });
  const named = (name: string) => `${stack}-${name}`;
  const root = named('critical');
  /** Grafana has no receiver that drops a notification; a timing that always holds is one. */
  const silent = named('never-notified');
  const muted = Object.keys(muteTimings).map(named);
  const unrouted = SEVERITIES.filter((severity) => alerting.routes[severity] === undefined);
  if (used.length === 0) return undefined;

  const heartbeats = deadMansSwitch && named('dead-mans-switch');
  const branch = (severity: Severity, receiver: string | undefined, groupBies: readonly string[]): Notification => {
    if (receiver === undefined)
      return { ...paced(root, NOTIFICATION_TIMING[severity], groupBies), muteTimings: [silent] };
    const pace = paced(named(receiver), NOTIFICATION_TIMING[severity], groupBies);
    return severity === 'warning' && muted.length > 0 ? { ...pace, muteTimings: muted } : pace;
  };
  /** To the dead man's switch; where there is none, to nobody, and the heartbeat is still to be seen. */
  const beat = (groupBies: readonly string[]): Notification =>
    heartbeats === undefined
      ? { ...paced(root, HEARTBEAT_TIMING, groupBies), muteTimings: [silent] }
      : paced(heartbeats, HEARTBEAT_TIMING, groupBies);
  const matching = (label: string, value: string) => [{ label, match: '=' as const, value }];
  // Grafana wants these two where a rule groups by itself.
  const ofRule = ['grafana_folder', ...GROUP_BY];
  return {
    contactPoints: [
      ...used.map(({ receiver, severity, route }): { readonly name: string } & GrafanaReceivers => ({
        name: named(receiver),
        ...grafanaReceivers(route, { severity, stack }),
      })),
      ...(deadMansSwitch && heartbeats !== undefined
        ? [{ name: heartbeats, webhooks: [{ url: deadMansSwitch.url, disableResolveMessage: true }] }]
        : []),
    ],
    muteTimings: [
      ...Object.entries(muteTimings).map(([name, intervals]) => ({
        name: named(name),
        intervals: intervals.map(muteInterval),
      })),
      ...(unrouted.length === 0 && heartbeats !== undefined
        ? []
        : [{ name: silent, intervals: [{ times: [{ start: '00:00', end: '24:00' }] }] }]),
    ],
    template: { name: named('notifications'), template: templates(stack, kindsOfRoutes(used)) },
    /** The whole tree, for a Grafana that has no other. */
    policy: {
      ...paced(root, NOTIFICATION_TIMING.critical, GROUP_BY),
      policies: [
        ...(catalogue.heartbeat === undefined
          ? []
          : [{ ...beat(GROUP_BY), matchers: matching('alertname', catalogue.heartbeat) }]),
        ...used.flatMap(({ receiver, severity, team }) =>
          team === undefined
            ? []
            : [
                {
                  ...branch(severity, receiver, GROUP_BY),
                  matchers: [...matching('team', team), ...matching('severity', severity)],
                },
              ],
        ),
        ...SEVERITIES.map((severity) => ({
          ...branch(severity, routeOf(alerting, { severity })?.receiver, GROUP_BY),
          matchers: matching('severity', severity),
        })),
      ],
    },
    /** The same for single rules, where the tree is somebody else's. */
    ofRule: ({ name, severity, labels: { team } }: Notifying) =>
      name === catalogue.heartbeat
        ? beat(ofRule)
        : branch(severity, routeOf(alerting, { severity, team })?.receiver, ofRule),
  };
}
export type GrafanaNotifications = NonNullable<ReturnType<typeof grafanaNotifications>>;
