/** Contact points, mute timings, template and policy in Grafana. */
import type * as pulumi from '@pulumi/pulumi';
import * as grafana from '@pulumiverse/grafana';
import type { GrafanaNotifications } from '../../lib/compile/grafana-notifications';
import type { Children } from '../children';
import { toPulumiInputs } from '../../lib/settings/pulumi';

/**
 * Creates the notification objects. `ownsPolicy`: whether this stack owns the policy tree. An organisation has a single
 * tree and a stack replaces it as a whole, so in a shared Grafana it stays unchanged.
 */
export function notifications(
  args: GrafanaNotifications,
  ownsPolicy: boolean,
  { nameOf, optionsOf }: Children,
): pulumi.Resource[] {
  const template = new grafana.alerting.MessageTemplate(
    nameOf('notifications'),
    args.template,
    optionsOf('notifications'),
  );
  const contactPoints = args.contactPoints.map(
    (point) =>
      new grafana.alerting.ContactPoint(
        nameOf(point.name),
        toPulumiInputs(point),
        optionsOf(point.name, { dependsOn: [template] }),
      ),
  );
  const muteTimings = args.muteTimings.map(
    (timing) => new grafana.alerting.MuteTiming(nameOf(timing.name), toPulumiInputs(timing), optionsOf(timing.name)),
  );
  const named = [...contactPoints, ...muteTimings];
  if (!ownsPolicy) return named;
  return [
    ...named,
    new grafana.alerting.NotificationPolicy(
      nameOf('policy'),
      toPulumiInputs(args.policy),
      optionsOf('policy', { dependsOn: named }),
    ),
  ];
}
