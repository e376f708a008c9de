/** What people see in Grafana: folder, data sources, dashboards, alert rules and who is told, pushed through the Grafana provider. */
import * as pulumi from '@pulumi/pulumi';
import * as grafana from '@pulumiverse/grafana';
import type { FolderAccess } from '../../lib/settings/external';
import { slug } from '../../lib/alerting/catalogue';
import { ALERTMANAGER_OPTIONS, prometheusOptions } from '../../lib/compile/grafana-data-sources';
import type { GrafanaRuleGroup } from '../../lib/compile/grafana-rules';
import type { GrafanaNotifications } from '../../lib/compile/grafana-notifications';
import { toPulumiInputs } from '../pulumi-secrets';
import { notifications } from './notifications';

export interface GrafanaContentArgs {
  readonly environment: string;
  /** The folder of all that is pushed. */
  readonly folder: { readonly uid: string; readonly title: string };
  /** The dashboard that a Grafana of the stack's childOptions opens with. */
  readonly home: string;
  /** Whether the Grafana is this stack's alone. On another nothing is overwritten and no policy is touched. */
  readonly ownsGrafana: boolean;
  /** Where this program reaches Grafana's API. */
  readonly url: pulumi.Input<string>;
  /** `user:password` or a token. */
  readonly auth: pulumi.Input<string>;
  readonly dataSource: {
    readonly uid: string;
    readonly name: string;
    /** Where Grafana reaches Prometheus; undefined where the data source exists already. */
    readonly url: pulumi.Input<string> | undefined;
    /** Sent with each query; secrets all. */
    readonly headers?: Readonly<Record<string, pulumi.Input<string>>>;
    readonly scrapeInterval: string;
  };
  /** Dashboards by name, as Grafana's JSON. */
  readonly dashboards: Readonly<Record<string, string>>;
  /** None where Prometheus' Alertmanager notifies. */
  readonly ruleGroups: readonly GrafanaRuleGroup[];
  /** Replaces Grafana's childOptions permissions of the folder. */
  readonly folderAccess?: FolderAccess | undefined;
  /** Who is told; nobody where there is none. */
  readonly notifications: GrafanaNotifications | undefined;
  /** Where Grafana reaches the Alertmanager that notifies instead of itself. */
  readonly alertmanager?: { readonly uid: string; readonly name: string; readonly url: pulumi.Input<string> };
}

type ProviderOptions = pulumi.CustomResourceOptions & { readonly provider: grafana.Provider };

/** The data source, where it does not exist already. */
function dataSource(
  { dataSource: { uid, name, url, headers, scrapeInterval }, alertmanager }: GrafanaContentArgs,
  childOptions: ProviderOptions,
): pulumi.Resource[] {
  if (url === undefined) return [];
  const jsonDataEncoded = JSON.stringify(prometheusOptions(scrapeInterval, alertmanager?.uid));
  const httpHeaders = headers === undefined ? {} : { httpHeaders: pulumi.secret(headers) };
  return [
    new grafana.oss.DataSource(
      'prometheus',
      { type: 'prometheus', uid, name, url, isDefault: false, jsonDataEncoded, ...httpHeaders },
      childOptions,
    ),
  ];
}

/** The whole of the folder's permissions: Grafana takes away what is not in the list. */
function folderPermission(
  folder: grafana.oss.Folder,
  { roles, teams }: FolderAccess,
  childOptions: ProviderOptions,
): void {
  const ofRoles = Object.entries(roles).flatMap(([role, permission]) =>
    permission === undefined ? [] : [{ role, permission }],
  );
  const ofTeams = Object.entries(teams).map(([name, permission]) => ({
    teamId: grafana.oss.getTeamOutput({ name }, childOptions).id,
    permission,
  }));
  new grafana.oss.FolderPermission(
    'folder',
    { folderUid: folder.uid, permissions: [...ofRoles, ...ofTeams] },
    childOptions,
  );
}

export class GrafanaContent extends pulumi.ComponentResource {
  readonly folderUrl: pulumi.Output<string>;

  constructor(
    name: string,
    args: GrafanaContentArgs,
    opts: pulumi.ComponentResourceOptions & { after?: pulumi.Resource[] },
  ) {
    const { after = [], deletedWith, ...otherOptions } = opts;
    super('trading-observability:grafana:Content', name, { environment: args.environment }, otherOptions);
    // Both explicit: a provider with half its configuration in the environment talks to the wrong server.
    const provider = new grafana.Provider(
      'grafana',
      { url: args.url, auth: pulumi.secret(args.auth), retries: 5, retryWait: 2 },
      { parent: this, dependsOn: after },
    );
    const childOptions = { parent: this, provider, ...(deletedWith && { deletedWith }) };

    const folder = new grafana.oss.Folder('folder', args.folder, childOptions);
    this.folderUrl = folder.url;
    if (args.folderAccess !== undefined) folderPermission(folder, args.folderAccess, childOptions);
    const sources = dataSource(args, childOptions);
    if (args.alertmanager !== undefined) {
      new grafana.oss.DataSource(
        'alertmanager',
        {
          type: 'alertmanager',
          ...args.alertmanager,
          jsonDataEncoded: JSON.stringify(ALERTMANAGER_OPTIONS),
        },
        childOptions,
      );
    }
    const notificationResources =
      args.notifications === undefined ? [] : notifications(args.notifications, args.ownsGrafana, childOptions);
    const content = { ...childOptions, dependsOn: [...sources, ...notificationResources] };
    for (const [dashboard, configJson] of Object.entries(args.dashboards)) {
      const resource = new grafana.oss.Dashboard(
        dashboard,
        { folder: folder.uid, configJson, overwrite: args.ownsGrafana },
        content,
      );
      // On a Grafana that others use too, the home page is theirs. The UID is read here, as an output is unknown in a preview.
      if (args.ownsGrafana && dashboard === args.home) {
        const { uid } = JSON.parse(configJson) as { readonly uid: string };
        new grafana.oss.OrganizationPreferences(
          'home',
          { homeDashboardUid: uid },
          { ...childOptions, dependsOn: [resource] },
        );
      }
    }
    for (const { title, interval, rules } of args.ruleGroups) {
      new grafana.alerting.RuleGroup(
        slug(title),
        {
          name: title,
          folderUid: folder.uid,
          intervalSeconds: interval,
          rules: rules.map(({ title: rule, data, ...fields }) => ({
            ...toPulumiInputs(fields),
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
