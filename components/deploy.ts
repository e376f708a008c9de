/** A platform's observability as a Pulumi program: settings -> content -> servers -> what is shown in Grafana -> outputs. */
import * as pulumi from '@pulumi/pulumi';
import { compile } from '../lib/compile';
import type { PlatformDefinition } from '../lib/dashboards/definition';
import { notificationWarnings } from '../lib/settings/alerting';
import { componentInputs } from '../lib/settings/component-inputs';
import { readSettings } from '../lib/settings/pulumi';
import { GrafanaContent } from './grafana';
import { deployServers } from './servers';

/**
 * Deploys the stack that Pulumi has selected, and returns its outputs. `demoProgram` makes the platform's stand-in backend, one
 * JavaScript file; it is called only where the stack deploys it.
 */
export async function deploy(
  platform: PlatformDefinition,
  demoProgram?: () => string,
): Promise<Record<string, unknown>> {
  const settings = readSettings(platform);
  const content = compile(settings);
  const servers = await deployServers(settings, content, demoProgram);
  const {
    grafanaUrl,
    grafanaAuth,
    ownedByStack,
    prometheusUrl,
    prometheusHeaders,
    alertmanagerUrl,
    ready,
    deletedWith,
  } = servers;
  new GrafanaContent(
    'content',
    {
      stack: componentInputs(settings),
      folder: content.folder,
      home: platform.home,
      ownsGrafana: ownedByStack,
      url: grafanaUrl,
      auth: grafanaAuth,
      after: ready,
      dataSource: {
        ...content.dataSource,
        url: prometheusUrl,
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
    deletedWith && { deletedWith },
  );
  for (const warning of notificationWarnings(settings)) void pulumi.log.warn(warning);
  return { ...servers.outputs, alerts: content.alerts.length, alertingEngine: settings.alerting.engine };
}
