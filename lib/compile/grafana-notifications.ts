/**
 * Whom Grafana notifies: contact points, mute timings, message template and notification policy, in the format of the
 * Grafana provider. Names contain the environment, because several stacks may share one Grafana.
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
/** The properties of a rule that decide who is notified. */
export interface Notifying {
  readonly name: string;
  readonly severity: Severity;
  readonly labels: { readonly team?: string };
}

const muteInterval = ({ weekdays, times, daysOfMonth: daysOfMonths, months, location }: Interval) => ({
  ...(weekdays && { weekdays }),
  ...(times && { times }),
  ...(daysOfMonths && { daysOfMonths }),
  ...(months && { months }),
  location,
});

/** A stack's routes in Grafana's format; undefined if nobody is to be notified. */
export function grafanaNotifications(
  alerting: Alerting,
  { catalogue, environment }: Pick<RuleContext, 'catalogue' | 'environment'>,
) {
  const { muteTimings, deadMansSwitch } = alerting;
  const used = notificationRoutes(alerting);
  const stack = stackPrefix({ catalogue, environment });
  const named = (name: string) => `${stack}-${name}`;
  const root = named('critical');
  /** Grafana has no receiver that drops notifications; a mute timing that is always active does that. */
  const silent = named('never-notified');
  const muted = Object.keys(muteTimings).map(named);
  const unrouted = SEVERITIES.filter((severity) => alerting.routes[severity] === undefined);
  if (used.length === 0) return undefined;

  const heartbeats = deadMansSwitch && named('dead-mans-switch');
  /** To a contact point; to nobody if that is undefined. */
  const notify = (
    point: string | undefined,
    { wait, interval, repeat }: NotificationTiming,
    groupBies: readonly string[],
    mutes: readonly string[] = [],
  ): Notification => {
    const active = point === undefined ? [silent] : mutes;
    return {
      contactPoint: point ?? root,
      groupBies,
      groupWait: wait,
      groupInterval: interval,
      repeatInterval: repeat,
      ...(active.length > 0 && { muteTimings: active }),
    };
  };
  const branch = (severity: Severity, receiver: string | undefined, groupBies: readonly string[]) =>
    notify(receiver && named(receiver), NOTIFICATION_TIMING[severity], groupBies, severity === 'warning' ? muted : []);
  /** The heartbeat still shows in Grafana if no dead man's switch gets it. */
  const beat = (groupBies: readonly string[]) => notify(heartbeats, HEARTBEAT_TIMING, groupBies);
  const matching = (label: string, value: string) => [{ label, match: '=' as const, value }];
  // Grafana requires these two labels if a rule has its own grouping.
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
    /** The whole policy tree, for a Grafana that only this stack uses. */
    policy: {
      ...notify(root, NOTIFICATION_TIMING.critical, GROUP_BY),
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
    /** The same for single rules, if another team owns the policy tree. */
    ofRule: ({ name, severity, labels: { team } }: Notifying) =>
      name === catalogue.heartbeat
        ? beat(ofRule)
        : branch(severity, routeOf(alerting, { severity, team })?.receiver, ofRule),
  };
}
export type GrafanaNotifications = NonNullable<ReturnType<typeof grafanaNotifications>>;
