/** What people see in Grafana: folder, data sources, dashboards, alert rules and who is told, pushed through the Grafana provider. */
import * as pulumi from '@pulumi/pulumi';
import * as grafana from '@pulumiverse/grafana';
import { slug } from '../../rules/alert';
import type { GrafanaRuleGroup } from '../../rules/compile/grafana';
import type { GrafanaNotifications } from '../../rules/compile/grafana-notifications';
import { notifications, plain } from './notifications';

export interface GrafanaContentArgs {
  readonly environment: string;
  /** Where this program reaches Grafana's API. */
  readonly url: pulumi.Input<string>;
  /** `user:password` or a token. */
  readonly auth: pulumi.Input<string>;
  readonly dataSource: {
    readonly uid: string;
    readonly name: string;
    readonly url: pulumi.Input<string>;
    readonly scrapeInterval: string;
  };
  /** Dashboards by name, as Grafana's JSON. */
  readonly dashboards: Readonly<Record<string, string>>;
  /** None where Prometheus' Alertmanager notifies. */
  readonly ruleGroups: readonly GrafanaRuleGroup[];
  /** Who is told; nobody where there is none. */
  readonly notifications: GrafanaNotifications | undefined;
  /** Whether this stack runs the Grafana, and so may set what there is once for each organisation. */
  readonly ownsGrafana: boolean;
  /** Where Grafana reaches the Alertmanager that notifies instead of itself. */
  readonly alertmanager?: { readonly uid: string; readonly name: string; readonly url: pulumi.Input<string> };
}

export class GrafanaContent extends pulumi.ComponentResource {
  readonly folderUrl: pulumi.Output<string>;

  constructor(
    name: string,
    args: GrafanaContentArgs,
    opts: pulumi.ComponentResourceOptions & { after?: pulumi.Resource[] },
  ) {
    const { after = [], ...rest } = opts;
    super('trading-observability:grafana:Content', name, { environment: args.environment }, rest);
    // Both explicit: a provider with half its configuration in the environment talks to the wrong server.
    const provider = new grafana.Provider(
      'grafana',
      { url: args.url, auth: pulumi.secret(args.auth), retries: 5, retryWait: 2 },
      { parent: this, dependsOn: after },
    );
    const own = { parent: this, provider };

    const folder = new grafana.oss.Folder(
      'folder',
      { uid: `trading-${args.environment}`, title: `Trading signals (${args.environment})` },
      own,
    );
    this.folderUrl = folder.url;
    const dataSource = new grafana.oss.DataSource(
      'prometheus',
      {
        type: 'prometheus',
        uid: args.dataSource.uid,
        name: args.dataSource.name,
        url: args.dataSource.url,
        isDefault: false,
        jsonDataEncoded: JSON.stringify({
          httpMethod: 'POST',
          timeInterval: args.dataSource.scrapeInterval,
          ...(args.alertmanager && { alertmanagerUid: args.alertmanager.uid }),
        }),
      },
      own,
    );
    if (args.alertmanager !== undefined) {
      new grafana.oss.DataSource(
        'alertmanager',
        {
          type: 'alertmanager',
          ...args.alertmanager,
          jsonDataEncoded: JSON.stringify({ implementation: 'prometheus', handleGrafanaManagedAlerts: false }),
        },
        own,
      );
    }
    const told = args.notifications === undefined ? [] : notifications(args.notifications, args.ownsGrafana, own);
    const content = { ...own, dependsOn: [dataSource, ...told] };
    for (const [dashboard, configJson] of Object.entries(args.dashboards)) {
      new grafana.oss.Dashboard(dashboard, { folder: folder.uid, configJson, overwrite: true }, content);
    }
    for (const { title, interval, rules } of args.ruleGroups) {
      new grafana.alerting.RuleGroup(
        slug(title),
        {
          name: title,
          folderUid: folder.uid,
          intervalSeconds: interval,
          rules: rules.map(({ title: rule, data, ...same }) => ({
            ...plain(same),
            name: rule,
            datas: data.map(({ model, ...query }) => ({ ...query, model: JSON.stringify(model) })),
          })),
        },
        content,
      );
    }
    this.registerOutputs({ folderUrl: this.folderUrl });
  }
}
