/** Who is told of an alert, through what, and when warnings stay silent. */
import { z } from 'zod';
import { SEVERITIES, type Severity } from '../rules/labels';
import { recurringName, timeOfDay, timeZone, weekdays } from './calendar';
import { confidential, flag, image, matching, port, secret, text, url, whole, bindAddress } from './fields';
import { IMAGES } from './versions';

/** Which server notifies; never both. */
export const ENGINES = ['grafana', 'alertmanager'] as const;
export type Engine = (typeof ENGINES)[number];

const webAddress = confidential(/^https?:\/\/\S+$/, 'an http:// or https:// address');
const mailbox = matching(/^[^\s@]+@[^\s@]+$/, 'a mail address');

const route = z
  .strictObject({
    /** An incoming webhook of Slack, bound to its channel. */
    slack: z.strictObject({ url: secret }).optional(),
    /** The key of an Events API v2 integration of a PagerDuty service. */
    pagerduty: z.strictObject({ integrationKey: secret }).optional(),
    email: z.strictObject({ to: z.array(mailbox).min(1) }).optional(),
    /** Anything that takes the JSON that Alertmanager and Grafana send. */
    webhook: z.strictObject({ url: webAddress }).optional(),
  })
  .refine((channels) => Object.values(channels).some((channel) => channel !== undefined), {
    error: 'at least one of slack, pagerduty, email, webhook',
  });
export type Route = z.output<typeof route>;

/** A recurring time, in the terms of Alertmanager's `time_intervals`. What is left out is always. */
const interval = z.strictObject({
  weekdays: z.array(weekdays).min(1).optional(),
  times: z
    .array(
      z
        .strictObject({ start: timeOfDay, end: timeOfDay })
        .refine(({ start, end }) => start < end, { error: 'an end after its start; a night takes two entries' }),
    )
    .min(1)
    .optional(),
  daysOfMonth: z
    .array(matching(/^-?\d{1,2}(:-?\d{1,2})?$/, 'a day such as "1", a range "1:5", or "-1" for the last'))
    .min(1)
    .optional(),
  months: z
    .array(matching(/^(1[0-2]|[1-9])(:(1[0-2]|[1-9]))?$/, 'a month from "1" to "12", or a range "6:8"'))
    .min(1)
    .optional(),
  location: timeZone.default('UTC'),
});
export type Interval = z.output<typeof interval>;

export const alerting = z.strictObject({
  engine: z.enum(ENGINES).default('grafana'),
  routes: z
    .strictObject(Object.fromEntries(SEVERITIES.map((severity) => [severity, route.optional()])) as Routes)
    .prefault({}),
  muteTimings: z.record(recurringName, z.array(interval).min(1)).default({}),
  /** Who misses the Watchdog when it stops: a heartbeat monitor that is not part of what it watches. */
  deadMansSwitch: z.strictObject({ url: webAddress }).optional(),
  smtp: z
    .strictObject({
      host: matching(/^[\w.-]+:\d{1,5}$/, 'host:port, such as "smtp.example.com:587"'),
      from: mailbox,
      user: text.optional(),
      password: secret.optional(),
      /** False only for a relay on the same machine. */
      requireTls: flag.default(true),
    })
    .optional(),
});
type Routes = Record<(typeof SEVERITIES)[number], z.ZodOptional<typeof route>>;
export type Alerting = z.output<typeof alerting>;

/** The channels that a severity's alerts take, or the heartbeat, in words. */
export function whoIsTold({ routes, deadMansSwitch }: Alerting, what: Severity | 'heartbeat'): string {
  if (what === 'heartbeat') return deadMansSwitch === undefined ? 'nobody' : "the dead man's switch";
  const channels = Object.entries(routes[what] ?? {}).flatMap(([channel, given]) =>
    given === undefined ? [] : [channel],
  );
  return channels.length === 0 ? 'nobody' : channels.join(', ');
}

/** What nobody would notice with these settings, a sentence each; none where the target leaves that to others. */
export function unnoticed({ target, alerting }: { readonly target: string; readonly alerting: Alerting }): string[] {
  const { engine, routes, deadMansSwitch } = alerting;
  if (Object.values(routes).every((each) => each === undefined))
    return target === 'external'
      ? []
      : ['Nobody is told when an alert fires: alerting.routes is empty (docs/alerting.md, "Routes").'];
  if (deadMansSwitch !== undefined) return [];
  const silent =
    engine === 'grafana'
      ? 'that Grafana is down, alone or together with Prometheus'
      : 'that Prometheus or Alertmanager is down';
  return [
    `Nobody will notice ${silent}, or that messages no longer arrive: alerting.deadMansSwitch is not set (docs/alerting.md, "When the servers are away").`,
  ];
}

/** The Alertmanager container; only for the engine of that name. */
export const alertmanager = z.strictObject({
  image: image.default(IMAGES.alertmanager),
  port: port.default(9093),
  bindAddress: bindAddress.default('127.0.0.1'),
  memory: whole(32, 1024 * 1024).default(128),
  /** What users open; part of the silence links. */
  externalUrl: url.optional(),
  /**
   * Alertmanagers on other machines that tell as one with this one. Prometheus sends to all of them, at the same port; they
   * agree among themselves who tells.
   */
  cluster: z
    .strictObject({
      /** This machine's address, by which the others reach this one. */
      advertise: z.ipv4({ error: 'the IP address of this machine, such as "10.0.0.1"' }),
      peers: z.array(matching(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i, 'a host, such as "10.0.0.2"')).min(1),
      /** Where they talk to each other, by TCP and UDP, on every machine. */
      port: port.default(9094),
    })
    .optional(),
});

export type AlertmanagerCluster = NonNullable<z.output<typeof alertmanager>['cluster']>;
