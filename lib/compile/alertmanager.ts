/**
 * Alertmanager's configuration: routes, mute timings and receivers.
 * https://prometheus.io/docs/alerting/latest/configuration. It holds no credential: those are in files beside it.
 */
import type { Alerting, AlertmanagerCluster, Interval } from '../settings/alerting';
import type { Secret } from '../settings/secret';
import type { RuleContext } from '../alerting/resolve';
import { alertmanagerReceivers, kindsOfRoutes, templates } from '../receivers';
import { stackPrefix } from '../settings/names';
import { HEARTBEATS, notificationRoutes, receiverNames } from '../settings/notification-routes';
import { TEST_GROUPING, TEST_TIMING, testMatcher } from '../alerting/notification-test';
import { GROUP_BY, HEARTBEAT_TIMING, NOTIFICATION_TIMING, type NotificationTiming } from '../alerting/routing';

/** The file of the message templates, in the folder of the configuration. */
export const TEMPLATE = 'notifications.tmpl';
const NOBODY = 'nobody';

/** Paths of the files that Alertmanager's configuration refers to. */
export interface AlertmanagerPlace {
  /** The file of the message templates; relative to the configuration, or absolute. */
  readonly template: string;
  /** Folder of the credentials, one file each. */
  readonly secrets: string;
  /** Folder of the Secrets that the stack refers to, each in a subfolder of its name. */
  readonly referencedSecrets?: string;
  /** Set if the Prometheus operator loads the configuration. */
  readonly hasOperator?: true;
}
export const ALERTMANAGER_CONTAINER: AlertmanagerPlace = { template: TEMPLATE, secrets: '/etc/alertmanager/secrets' };

const timingOfRoute = ({ wait, interval, repeat }: NotificationTiming) => ({
  group_wait: wait,
  group_interval: interval,
  repeat_interval: repeat,
});

/** The route for the test of a receiver, which `make notify` sends. */
const testRoute = (receiver: string) => ({
  matchers: [testMatcher(receiver)],
  receiver,
  group_by: TEST_GROUPING,
  ...timingOfRoute(TEST_TIMING),
});

const interval = ({ weekdays, times, daysOfMonth, months, location }: Interval) => ({
  weekdays,
  times: times?.map(({ start, end }) => ({ start_time: start, end_time: end })),
  days_of_month: daysOfMonth,
  months,
  location,
});

/**
 * Flags by which Alertmanager finds the other members of its cluster; without a cluster it listens for none. `listen`:
 * the address that it binds to.
 */
export const clusterFlags = (cluster: AlertmanagerCluster | undefined, listen = '0.0.0.0'): string[] =>
  cluster === undefined
    ? ['--cluster.listen-address=']
    : [
        `--cluster.listen-address=${listen}:${cluster.port}`,
        `--cluster.advertise-address=${cluster.advertise}:${cluster.port}`,
        ...cluster.peers.map((host) => `--cluster.peer=${host}:${cluster.port}`),
      ];

/**
 * Alertmanager's configuration for a stack: `alertmanager.yml` with the texts in its folder, and the credentials in
 * theirs, both by file name. A key without a value is left out where it is written as YAML.
 */
export function alertmanagerFiles(alerting: Alerting, context: RuleContext, place: AlertmanagerPlace) {
  const { muteTimings, deadMansSwitch, smtp } = alerting;
  const secrets: Record<string, Secret> = {};
  const file = (name: string, secret: Secret): string => {
    const { reference } = secret;
    if (reference !== undefined)
      return `${place.referencedSecrets ?? place.secrets}/${reference.name}/${reference.key}`;
    secrets[name] = secret;
    return `${place.secrets}/${name}`;
  };
  const used = notificationRoutes(alerting);
  const muted = Object.keys(muteTimings);
  const { heartbeat } = context.catalogue;
  const stack = stackPrefix(context);
  const config = {
    global: {
      resolve_timeout: '5m',
      ...(smtp && {
        smtp_smarthost: smtp.host,
        smtp_from: smtp.from,
        smtp_require_tls: smtp.requireTls,
        smtp_auth_username: smtp.user,
        smtp_auth_password_file: smtp.password && file('smtp-password', smtp.password),
      }),
    },
    templates: [place.template],
    route: {
      receiver: NOBODY,
      group_by: GROUP_BY,
      routes: [
        ...receiverNames(alerting).map(testRoute),
        ...(heartbeat === undefined
          ? []
          : [
              {
                matchers: [`alertname="${heartbeat}"`],
                receiver: deadMansSwitch === undefined ? NOBODY : HEARTBEATS,
                ...timingOfRoute(HEARTBEAT_TIMING),
              },
            ]),
        ...used.map(({ severity, receiver, team }) => ({
          matchers: [...(team === undefined ? [] : [`team="${team}"`]), `severity="${severity}"`],
          receiver,
          ...timingOfRoute(NOTIFICATION_TIMING[severity]),
          mute_time_intervals: severity === 'warning' && muted.length > 0 ? muted : undefined,
        })),
      ],
    },
    ...(muted.length > 0 && {
      time_intervals: Object.entries(muteTimings).map(([name, intervals]) => ({
        name,
        time_intervals: intervals.map(interval),
      })),
    }),
    receivers: [
      { name: NOBODY },
      ...(deadMansSwitch === undefined
        ? []
        : [
            {
              name: HEARTBEATS,
              webhook_configs: [{ url_file: file('dead-mans-switch-url', deadMansSwitch.url), send_resolved: false }],
            },
          ]),
      ...used.map(({ severity, receiver, route }) => ({
        name: receiver,
        ...alertmanagerReceivers(route, {
          severity,
          hasOperator: place.hasOperator === true,
          stack,
          secretFile: (name, secret) => file(`${receiver}-${name}`, secret),
        }),
      })),
    ],
  };
  return { config, texts: { [TEMPLATE]: templates(stack, kindsOfRoutes(used)) }, secrets };
}
