/** Contact points, mute timings, template and policy in Grafana. */
import * as pulumi from '@pulumi/pulumi';
import * as grafana from '@pulumiverse/grafana';
import { Secret } from '../../config/secret';
import type { GrafanaNotifications } from '../../rules/compile/grafana-notifications';

/** A value of the pure core as a resource takes it: credentials as Pulumi secrets. */
export type Plain<T> = T extends Secret
  ? pulumi.Output<string>
  : T extends readonly (infer E)[]
    ? Plain<E>[]
    : T extends object
      ? { -readonly [K in keyof T]: Plain<T[K]> }
      : T;

export function plain<T>(value: T): Plain<T>;
export function plain(value: unknown): unknown {
  if (value instanceof Secret) return pulumi.secret(value.reveal());
  if (Array.isArray(value)) return value.map((each) => plain<unknown>(each));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain<unknown>(inner)]));
}

/**
 * Declares who is told. `ownsPolicy`: whether the policy tree is this stack's. A tree is one for each organisation and a
 * stack replaces it whole, so on a Grafana that others use too it is left alone.
 */
export function notifications(
  args: GrafanaNotifications,
  ownsPolicy: boolean,
  opts: pulumi.CustomResourceOptions,
): pulumi.Resource[] {
  const template = new grafana.alerting.MessageTemplate('notifications', args.template, opts);
  const contactPoints = args.contactPoints.map(
    (point) => new grafana.alerting.ContactPoint(point.name, plain(point), { ...opts, dependsOn: [template] }),
  );
  const muteTimings = args.muteTimings.map(
    (timing) => new grafana.alerting.MuteTiming(timing.name, plain(timing), opts),
  );
  const named = [...contactPoints, ...muteTimings];
  if (!ownsPolicy) return named;
  return [
    ...named,
    new grafana.alerting.NotificationPolicy('policy', plain(args.policy), { ...opts, dependsOn: named }),
  ];
}
