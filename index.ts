/** The program: settings -> content -> servers -> what is shown in Grafana -> outputs. */
import { GrafanaContent } from './components/grafana';
import { servers } from './components/servers';
import { readSettings } from './config/pulumi';
import { compile } from './content';

/** Runs under `pulumi up` and, through the Automation API, under the scripts and tests. */
async function program(): Promise<Record<string, unknown>> {
  const settings = readSettings();
  const content = compile(settings);
  const { grafanaUrl, grafanaAuth, own, prometheusUrl, prometheusHeaders, ready, outputs } = await servers(
    settings,
    content,
  );
  new GrafanaContent(
    'content',
    {
      environment: settings.environment,
      ownsGrafana: own,
      url: grafanaUrl,
      auth: grafanaAuth,
      dataSource: {
        ...content.dataSource,
        url: prometheusUrl,
        ...(prometheusHeaders === undefined ? {} : { headers: prometheusHeaders }),
        scrapeInterval: settings.backend.scrapeInterval,
      },
      dashboards: content.dashboards,
      ruleGroups: content.ruleGroups,
      folderAccess: settings.external?.folder,
    },
    { after: ready },
  );
  return { ...outputs, alerts: content.alerts.length };
}

export = program;
