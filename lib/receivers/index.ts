/** Every kind of receiver. Settings, both engines, the diff, the policies and the docs read this list. */
import { z } from 'zod';
import { discord } from './discord';
import { email } from './email';
import { defineTemplates, messageParts } from './message-templates';
import { incidentio } from './incidentio';
import { opsgenie } from './opsgenie';
import { pagerduty } from './pagerduty';
import type { AlertmanagerContext, ReceiverContext, ReceiverKind } from './receiver-kind';
import { pushover } from './pushover';
import { slack } from './slack';
import { sns } from './sns';
import { teams } from './teams';
import { telegram } from './telegram';
import { webhook } from './webhook';

const KINDS = [
  slack,
  pagerduty,
  email,
  webhook,
  telegram,
  discord,
  teams,
  opsgenie,
  pushover,
  incidentio,
  sns,
] as const;
type Kind = (typeof KINDS)[number];

export const RECEIVER_KINDS: readonly ReceiverKind[] = KINDS;
export type ReceiverKey = Kind['key'];

/** Schema of the receivers of one severity in a stack file: at least one kind. */
export const routeSchema = z
  .strictObject(Object.fromEntries(KINDS.map(({ key, settings }) => [key, settings.optional()])) as RouteShape)
  .refine((receivers) => Object.values(receivers).some((receiver) => receiver !== undefined), {
    error: `at least one of ${KINDS.map(({ key }) => key).join(', ')}`,
  })
  .meta({ id: 'Route' });
type RouteShape = { [K in Kind as K['key']]: z.ZodOptional<K['settings']> };
export type Route = z.output<typeof routeSchema>;

/** The kinds that a route uses, in the order of the list. */
export const kindsOf = (route: Route | undefined): ReceiverKind[] =>
  RECEIVER_KINDS.filter(({ key }) => route?.[key as ReceiverKey] !== undefined);

/** The fields of a kind's message, as templates. */
const messageOf = (kind: ReceiverKind, stack: string): unknown =>
  kind.message(messageParts(stack, kind.markup === undefined ? undefined : kind.key));

/**
 * The texts of a kind's message by field, including those of nested groups; `npm run alerts -- --message` shows them.
 */
export function messageFields(kind: ReceiverKind, stack: string): Readonly<Record<string, string>> {
  const texts = (value: unknown): (readonly [string, string])[] =>
    Object.entries(value as object).flatMap(([field, inner]) =>
      typeof inner === 'string' ? [[field, inner] as const] : texts(inner),
    );
  return Object.fromEntries(texts(messageOf(kind, stack)));
}

/** A route's receivers in the format of one engine, by list; an engine may lack a kind. */
const receiversOf = (
  route: Route,
  stack: string,
  entry: (kind: ReceiverKind, settings: unknown, message: unknown) => readonly [list: string, unknown] | undefined,
): Record<string, unknown[]> =>
  Object.fromEntries(
    kindsOf(route).flatMap((kind) => {
      const [list, receiver] = entry(kind, route[kind.key as ReceiverKey], messageOf(kind, stack)) ?? [];
      return list === undefined ? [] : [[list, [receiver]]];
    }),
  );

/** A route's receivers in Alertmanager's configuration, by list. */
export const alertmanagerReceivers = (route: Route, context: AlertmanagerContext) =>
  receiversOf(
    route,
    context.stack,
    ({ alertmanager }, settings, message) =>
      alertmanager && [alertmanager.list, alertmanager.config(settings, message, context)],
  );

type PointOf<K> = K extends { grafana?: { contactPoint: (...args: never[]) => infer Point } } ? Point : never;
/** Never for a kind that Grafana does not support. */
type ListOf<K extends Kind> = string extends NonNullable<K['grafana']>['list']
  ? never
  : NonNullable<K['grafana']>['list'];
/** The lists of the Grafana provider's contact point. */
export type GrafanaReceivers = { readonly [K in Kind as ListOf<K>]?: readonly PointOf<K>[] };

/** A route's receivers in a contact point of Grafana, by list. */
export const grafanaReceivers = (route: Route, context: ReceiverContext): GrafanaReceivers =>
  receiversOf(
    route,
    context.stack,
    ({ grafana }, settings, message) => grafana && [grafana.list, grafana.contactPoint(settings, message, context)],
  );

/** The kinds that any route of a stack uses, in the order of the list. */
export const kindsOfRoutes = (routes: readonly { readonly route: Route }[]): ReceiverKind[] =>
  RECEIVER_KINDS.filter((kind) => routes.some(({ route }) => kindsOf(route).includes(kind)));

/** The definitions of the message templates that these kinds need, as one file. */
export const templates = (stack: string, kinds: readonly ReceiverKind[]): string =>
  defineTemplates(
    stack,
    kinds.flatMap(({ key, markup }) => (markup === undefined ? [] : [{ key, markup }])),
  );
