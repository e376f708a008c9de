/** Who is told of an alert, through what, and when warnings stay silent. */
import { z } from 'zod';
import { SEVERITIES } from '../rules/labels';
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

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const days = WEEKDAYS.join('|');
const clock = matching(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'a time such as "07:30", at most "24:00"');

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).format() !== '';
  } catch {
    return false;
  }
}

/** A recurring time, in the terms of Alertmanager's `time_intervals`. What is left out is always. */
const interval = z.strictObject({
  weekdays: z
    .array(matching(new RegExp(`^(${days})(:(${days}))?$`), 'a day such as "saturday", or a range "monday:friday"'))
    .min(1)
    .optional(),
  times: z
    .array(
      z
        .strictObject({ start: clock, end: clock })
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
  location: text.refine(isZone, { error: 'a time zone such as "Europe/London"' }).default('UTC'),
});
export type Interval = z.output<typeof interval>;

const timingName = matching(/^[a-z][a-z0-9-]{0,39}$/, 'lower-case letters, digits and dashes, beginning with a letter');

export const alerting = z.strictObject({
  engine: z.enum(ENGINES).default('grafana'),
  routes: z
    .strictObject(Object.fromEntries(SEVERITIES.map((severity) => [severity, route.optional()])) as Routes)
    .prefault({}),
  muteTimings: z.record(timingName, z.array(interval).min(1)).default({}),
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

/** The Alertmanager container; only for the engine of that name. */
export const alertmanager = z.strictObject({
  image: image.default(IMAGES.alertmanager),
  port: port.default(9093),
  bindAddress: bindAddress.default('127.0.0.1'),
  memory: whole(32, 1024 * 1024).default(128),
  /** What users open; part of the silence links. */
  externalUrl: url.optional(),
});
