/** A platform's observability as a Pulumi program: settings -> content -> servers -> what is shown in Grafana -> outputs. */
import * as pulumi from '@pulumi/pulumi';
import { compile } from '../lib/compile';
import type { PlatformDefinition } from '../lib/dashboards/definition';
import { notificationWarnings } from '../lib/settings/alerting';
import { componentInputs } from '../lib/settings/component-inputs';
import { readSettings } from '../lib/settings/pulumi';
import type { Settings } from '../lib/settings/schema';
import { GrafanaContent } from './grafana';
import type { Placement } from './placement';
import { deployServers } from './servers';
import type { StackOutputs } from './stack-outputs';

/**
 * Deploys the stack that Pulumi has selected, and returns its outputs. `demoProgram` makes the platform's stand-in backend, one
 * JavaScript file; it is called only where the stack deploys it.
 */
export const deploy = (platform: PlatformDefinition, demoProgram?: () => string): Promise<StackOutputs> =>
  // A mistake in the settings is a rejected promise, as the engine wants it.
  Promise.resolve().then(() =>
    deployStack(readSettings(platform), {
      nameOf: (component) => component,
      opts: {},
      demoProgram,
      resolve: (text) => text,
    }),
  );

/** Declares a stack's servers and what is shown in Grafana. */
export function deployStack(settings: Settings, placement: Placement): StackOutputs {
  const content = compile(settings);
  const { outputs, secretNames, ...servers } = deployServers(settings, content, placement);
  const { nameOf, opts } = placement;
  const { prometheusHeaders, alertmanagerUrl, deletedWith } = servers;
  const grafanaContent = new GrafanaContent(
    nameOf('content'),
    {
      stack: componentInputs(settings),
      folder: content.folder,
      home: settings.catalogue.home,
      ownsGrafana: servers.ownedByStack,
      url: servers.grafanaUrl,
      auth: servers.grafanaAuth,
      after: servers.ready,
      dataSource: {
        ...content.dataSource,
        url: servers.prometheusUrl,
        ...(prometheusHeaders === undefined ? {} : { headers: prometheusHeaders }),
        scrapeInterval: settings.backend.scrapeInterval,
      },
      ...(alertmanagerUrl !== undefined && {
        alertmanager: { ...content.alertmanagerDataSource, url: alertmanagerUrl },
      }),
      dashboards: content.dashboards,
      ...content.notifier.grafana,
      folderAccess: settings.external?.folder,
    },
    { ...opts, ...(deletedWith && { deletedWith }) },
  );
  for (const warning of notificationWarnings(settings)) void pulumi.log.warn(warning);
  return {
    ...outputs,
    folderUid: grafanaContent.folderUid,
    dataSourceUid: grafanaContent.dataSourceUid,
    dashboardUrls: grafanaContent.dashboardUids.apply((uids) =>
      Object.fromEntries(Object.entries(uids).map(([name, uid]) => [name, `${settings.grafana.externalUrl}/d/${uid}`])),
    ),
    ...(secretNames && { secretNames }),
    alerts: content.alerts.length,
    alertingEngine: settings.alerting.engine,
  };
}
