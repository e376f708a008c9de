/** The program: settings -> content -> servers -> what is shown in Grafana -> outputs. */
import * as pulumi from '@pulumi/pulumi';
import * as random from '@pulumi/random';
import { DockerStack } from './components/docker';
import { GrafanaContent } from './components/grafana';
import { readSettings } from './config/pulumi';
import { compile } from './content';
import { bundleDemoBackend } from './demo/bundle';

/** Runs under `pulumi up` and, through the Automation API, under the scripts and tests. */
async function program(): Promise<Record<string, unknown>> {
  const settings = readSettings();
  const content = compile(settings);

  const password = new random.RandomPassword('grafana-admin', { length: 32, special: false }).result;
  const servers = new DockerStack('servers', {
    settings,
    prometheusFiles: content.prometheus,
    demoProgram: bundleDemoBackend,
    grafanaPassword: password,
  });

  const { environment, grafana, prometheus } = settings;
  new GrafanaContent(
    'content',
    {
      environment,
      url: grafana.localUrl,
      auth: pulumi.interpolate`admin:${password}`,
      dataSource: {
        ...content.dataSource,
        url: servers.prometheusUrl,
        scrapeInterval: settings.backend.scrapeInterval,
      },
      dashboards: content.dashboards,
      ruleGroups: content.ruleGroups,
    },
    { after: servers.ready },
  );

  return {
    grafanaUrl: grafana.externalUrl,
    grafanaUser: 'admin',
    grafanaPassword: pulumi.secret(password),
    prometheusUrl: prometheus.externalUrl,
    alerts: content.alerts.length,
  };
}

export = program;
