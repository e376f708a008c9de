/** The program: settings -> content -> servers -> what is shown in Grafana -> outputs. */
import * as pulumi from '@pulumi/pulumi';
import { GrafanaContent } from './components/grafana';
import { deployServers } from './components/servers';
import { notificationWarnings } from './lib/settings/alerting';
import { readSettings } from './lib/settings/pulumi';
import { compile } from './lib/compile';
import { bundleDemoBackend } from './demo/bundle';
import { trading } from './platform';

/** Runs under `pulumi up` and, through the Automation API, under the scripts and tests. */
async function program(): Promise<Record<string, unknown>> {
  const settings = readSettings(trading);
  const content = compile(settings);
  const {
    grafanaUrl,
    grafanaAuth,
    own,
    prometheusUrl,
    prometheusHeaders,
    alertmanagerUrl,
    ready,
    deletedWith,
    outputs,
  } = await deployServers(settings, content, bundleDemoBackend);
  new GrafanaContent(
    'content',
    {
      environment: settings.environment,
      folder: content.folder,
      home: trading.home,
      ownsGrafana: own,
      url: grafanaUrl,
      auth: grafanaAuth,
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
    { after: ready, ...(deletedWith && { deletedWith }) },
  );
  for (const warning of notificationWarnings(settings)) void pulumi.log.warn(warning);
  return { ...outputs, alerts: content.alerts.length, alertingEngine: settings.alerting.engine };
}

export = program;
