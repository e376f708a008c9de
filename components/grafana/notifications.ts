/** Contact points, mute timings, template and policy in Grafana. */
import type * as pulumi from '@pulumi/pulumi';
import * as grafana from '@pulumiverse/grafana';
import type { GrafanaNotifications } from '../../lib/compile/grafana-notifications';
import { toPulumiInputs } from '../pulumi-secrets';

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
    (point) => new grafana.alerting.ContactPoint(point.name, toPulumiInputs(point), { ...opts, dependsOn: [template] }),
  );
  const muteTimings = args.muteTimings.map(
    (timing) => new grafana.alerting.MuteTiming(timing.name, toPulumiInputs(timing), opts),
  );
  const named = [...contactPoints, ...muteTimings];
  if (!ownsPolicy) return named;
  return [
    ...named,
    new grafana.alerting.NotificationPolicy('policy', toPulumiInputs(args.policy), { ...opts, dependsOn: named }),
  ];
}
