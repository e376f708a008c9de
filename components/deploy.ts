/** A platform's observability as a Pulumi program: settings -> content -> servers -> Grafana's content -> outputs. */
import * as pulumi from '@pulumi/pulumi';
import type { PlatformDefinition } from '../lib/dashboards/definition';
import { notificationWarnings } from '../lib/settings/notification-routes';
import { readSettings } from '../lib/settings/pulumi';
import { GrafanaContent } from './grafana';
import type { Placement } from './placement';
import { compileStack, type PreparedStack } from './prepared-stack';
import { deployServers } from './servers';
import type { StackOutputs } from './stack-outputs';

/**
 * Deploys the selected stack, and returns its outputs. `demoProgram` builds the platform's stand-in backend, a single
 * JavaScript file; it is called only if the stack deploys it.
 */
export const deploy = (platform: PlatformDefinition, demoProgram?: () => string): Promise<StackOutputs> =>
  // A mistake in the settings becomes a rejected promise, as the engine expects.
  Promise.resolve().then(() =>
    deployStack(compileStack(readSettings(platform)), { nameOf: (component) => component, opts: {}, demoProgram }),
  );

/** Creates a stack's servers, and its content in Grafana. */
export function deployStack(stack: PreparedStack, placement: Placement): StackOutputs {
  const { settings, content } = stack;
  const { outputs, deletedWith, ...access } = deployServers(stack, placement);
  const grafanaContent = new GrafanaContent(
    placement.nameOf('content'),
    { stack, ...access },
    { ...placement.opts, ...(deletedWith && { deletedWith }) },
  );
  for (const warning of notificationWarnings(settings)) void pulumi.log.warn(warning);
  return {
    ...outputs,
    folderUid: grafanaContent.folderUid,
    dataSourceUid: grafanaContent.dataSourceUid,
    dashboardUrls: grafanaContent.dashboardUids.apply((uids) =>
      Object.fromEntries(Object.entries(uids).map(([name, uid]) => [name, `${settings.grafana.externalUrl}/d/${uid}`])),
    ),
    alerts: content.alerts.length,
    alertingEngine: settings.alerting.engine,
  };
}
