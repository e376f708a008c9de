/** Routes, contacts and mute timings: who is notified of an alert and through which channel. */
import { z } from 'zod';
import { SEVERITIES, type Severity } from '../alerting/severity';
import { routeSchema } from '../receivers';
import { muteDaysOfMonth, muteMonths, muteWeekdays, recurringName, timeOfDay, timeZone } from './calendar';
import {
  bindAddress,
  flag,
  image,
  mailAddress,
  stringMatching,
  port,
  text,
  url,
  group,
  listOf,
  memory,
} from './fields';
import { secret, webAddress } from './secret';
import { IMAGES } from './versions';

/** Which server notifies; never both. */
export const ENGINES = ['grafana', 'alertmanager'] as const;
export type Engine = (typeof ENGINES)[number];

/** A recurring time, in the terms of Alertmanager's `time_intervals`. */
const interval = z.strictObject({
  weekdays: muteWeekdays.optional().describe('Days of the week; every day where left out'),
  times: listOf(
    z
      .strictObject({
        start: timeOfDay.describe('When it begins, on the clock of location'),
        end: timeOfDay.describe('When it ends, on the same day; a night takes two entries'),
      })
      .refine(({ start, end }) => start < end, { error: 'an end after its start; a night takes two entries' }),
  )
    .optional()
    .describe('Times of the day; the whole day where left out'),
  daysOfMonth: muteDaysOfMonth.optional().describe('Days of the month; every day where left out'),
  months: muteMonths.optional().describe('Months of the year; every month where left out'),
  location: timeZone.default('UTC').describe('Time zone whose clock and calendar count'),
});
export type Interval = z.output<typeof interval>;

type Routes = Record<Severity, z.ZodOptional<typeof routeSchema>>;
const severityRoutes = z
  .strictObject(Object.fromEntries(SEVERITIES.map((severity) => [severity, routeSchema.optional()])) as Routes)
  .meta({ id: 'Routes' })
  .prefault({});

/** Whom to call about an alert; `where` ends each description. */
export const contacts = (where: string) =>
  group({
    onCall: text.optional().describe(`Who is on call, or where that is found; ${where}`),
    slack: text.optional().describe(`Channel to ask in; ${where}`),
    hotline: text.optional().describe(`Telephone number; ${where}`),
  });

export const alerting = z.strictObject({
  engine: z.enum(ENGINES).default('grafana').describe('Which server notifies; never both'),
  routes: severityRoutes,
  teams: z
    .record(
      z.string(),
      z.strictObject({
        routes: severityRoutes,
        contacts: contacts('the messages about its alerts say it'),
      }),
    )
    .default({})
    .describe(
      'Teams that are notified of their own alerts, by the name in the label `team`: `routes` as alerting.routes, which takes what a team has no route for',
    ),
  muteTimings: z
    .record(recurringName, listOf(interval))
    .default({})
    .describe('Recurring times, by a name, in which warnings stay silent; other alerts never do'),
  deadMansSwitch: z
    .strictObject({
      url: webAddress.describe('Heartbeat monitor that misses the heartbeat when it stops; no part of what it watches'),
    })
    .optional(),
  smtp: z
    .strictObject({
      host: stringMatching(/^[\w.-]+:\d{1,5}$/, 'host:port, such as "smtp.example.com:587"').describe(
        'The mail server; a route with email needs one',
      ),
      from: mailAddress.describe('Address that mails come from'),
      user: text.optional().describe('User name at the mail server; none logs in where left out'),
      password: secret.optional().describe('Password of that user'),
      requireTls: flag.default(true).describe('Whether mails need TLS; false only for a relay on the same machine'),
    })
    .optional(),
});
export type Alerting = z.output<typeof alerting>;

/** The Alertmanager container; used only if `alerting.engine` is `alertmanager`. */
export const alertmanager = z.strictObject({
  image: image.default(IMAGES.alertmanager).describe('Image of the server, on Docker and on Kubernetes'),
  port: port.default(9093).describe('Port on the host, the same on each machine of a cluster; with Docker only'),
  bindAddress: bindAddress
    .default('127.0.0.1')
    .describe('Address on the host that its ports are bound to; with Docker only'),
  memory: memory(32).default(128).describe('Memory limit in MiB'),
  externalUrl: url
    .optional()
    .describe('Where people open it, for the silence links; bindAddress and port where left out'),
  cluster: z
    .strictObject({
      advertise: z
        .ipv4({ error: 'the IP address of this machine, such as "10.0.0.1"' })
        .describe("This machine's address, by which the others reach this one"),
      peers: listOf(stringMatching(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i, 'a host, such as "10.0.0.2"')).describe(
        'The other Alertmanagers: Prometheus sends to all of them, and they agree which of them notifies',
      ),
      port: port.default(9094).describe('Where they talk to each other, by TCP and UDP, on every machine'),
    })
    .optional(),
});

export type AlertmanagerCluster = NonNullable<z.output<typeof alertmanager>['cluster']>;
