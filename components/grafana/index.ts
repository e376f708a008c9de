/** What people see in Grafana: folder, data sources, dashboards, alert rules and who is told, pushed through the Grafana provider. */
import * as pulumi from '@pulumi/pulumi';
import * as grafana from '@pulumiverse/grafana';
import type { ComponentInputs } from '../../lib/settings/component-inputs';
import type { FolderAccess } from '../../lib/settings/external';
import { slug } from '../../lib/alerting/catalogue';
import { ALERTMANAGER_OPTIONS, prometheusOptions } from '../../lib/compile/grafana-data-sources';
import type { GrafanaRuleGroup } from '../../lib/compile/grafana-rules';
import type { GrafanaNotifications } from '../../lib/compile/grafana-notifications';
import { childrenOf, type Children } from '../children';
import { toPulumiInputs } from '../pulumi-secrets';
import { notifications } from './notifications';

export interface GrafanaContentArgs {
  /** What the policies read of the stack. */
  readonly stack: ComponentInputs;
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
  /** What has to be there before the provider connects. */
  readonly after?: pulumi.Resource[];
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

/** The data source, where it does not exist already. */
function dataSource(
  { dataSource: { uid, name, url, headers, scrapeInterval }, alertmanager }: GrafanaContentArgs,
  { nameOf, optionsOf }: Children,
): grafana.oss.DataSource[] {
  if (url === undefined) return [];
  const jsonDataEncoded = JSON.stringify(prometheusOptions(scrapeInterval, alertmanager?.uid));
  const httpHeaders = headers === undefined ? {} : { httpHeaders: pulumi.secret(headers) };
  return [
    new grafana.oss.DataSource(
      nameOf('prometheus'),
      { type: 'prometheus', uid, name, url, isDefault: false, jsonDataEncoded, ...httpHeaders },
      optionsOf('prometheus'),
    ),
  ];
}

/** The whole of the folder's permissions: Grafana takes away what is not in the list. */
function folderPermission(
  folder: grafana.oss.Folder,
  { roles, teams }: FolderAccess,
  { nameOf, optionsOf }: Children,
): void {
  const ofRoles = Object.entries(roles).flatMap(([role, permission]) =>
    permission === undefined ? [] : [{ role, permission }],
  );
  const options = optionsOf('folder');
  const ofTeams = Object.entries(teams).map(([name, permission]) => ({
    teamId: grafana.oss.getTeamOutput({ name }, options).id,
    permission,
  }));
  new grafana.oss.FolderPermission(
    nameOf('folder'),
    { folderUid: folder.uid, permissions: [...ofRoles, ...ofTeams] },
    options,
  );
}

export class GrafanaContent extends pulumi.ComponentResource {
  readonly folderUid: pulumi.Output<string>;
  readonly folderUrl: pulumi.Output<string>;
  /** The UID of the data source, whether this stack makes it or not. */
  readonly dataSourceUid: pulumi.Output<string>;
  /** By the dashboard's name. */
  readonly dashboardUids: pulumi.Output<Record<string, string>>;

  constructor(name: string, args: GrafanaContentArgs, opts: pulumi.ComponentResourceOptions = {}) {
    const { deletedWith: _ofChildren, ...componentOptions } = opts;
    super('trading-observability:grafana:Content', name, { ...args.stack }, componentOptions);
    const children = this.children(name, args, opts);
    const { nameOf, optionsOf } = children;

    const folder = new grafana.oss.Folder(nameOf('folder'), args.folder, optionsOf('folder'));
    if (args.folderAccess !== undefined) folderPermission(folder, args.folderAccess, children);
    const sources = dataSource(args, children);
    if (args.alertmanager !== undefined) {
      new grafana.oss.DataSource(
        nameOf('alertmanager'),
        {
          type: 'alertmanager',
          ...args.alertmanager,
          jsonDataEncoded: JSON.stringify(ALERTMANAGER_OPTIONS),
        },
        optionsOf('alertmanager'),
      );
    }
    const notificationResources =
      args.notifications === undefined ? [] : notifications(args.notifications, args.ownsGrafana, children);
    const dependsOn = [...sources, ...notificationResources];
    const dashboards = Object.entries(args.dashboards).map(([dashboard, configJson]) => {
      const resource = new grafana.oss.Dashboard(
        nameOf(dashboard),
        { folder: folder.uid, configJson, overwrite: args.ownsGrafana },
        optionsOf(dashboard, { dependsOn }),
      );
      // Read here, as an output is unknown in a preview.
      const { uid } = JSON.parse(configJson) as { readonly uid: string };
      // On a Grafana that others use too, the home page is theirs.
      if (args.ownsGrafana && dashboard === args.home) {
        new grafana.oss.OrganizationPreferences(
          nameOf('home'),
          { homeDashboardUid: uid },
          optionsOf('home', { dependsOn: [resource] }),
        );
      }
      return [dashboard, uid] as const;
    });
    for (const { title, interval, rules } of args.ruleGroups) {
      new grafana.alerting.RuleGroup(
        nameOf(slug(title)),
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
        optionsOf(slug(title), { dependsOn }),
      );
    }
    this.folderUid = folder.uid;
    this.folderUrl = folder.url;
    this.dataSourceUid = pulumi.output(sources[0]?.uid ?? args.dataSource.uid);
    this.dashboardUids = pulumi.output(Object.fromEntries(dashboards));
    this.registerOutputs({
      folderUid: this.folderUid,
      folderUrl: this.folderUrl,
      dataSourceUid: this.dataSourceUid,
      dashboardUids: this.dashboardUids,
    });
  }

  /** With the caller's provider of Grafana, or one of the component's own. */
  private children(name: string, { url, auth, after = [] }: GrafanaContentArgs, opts: pulumi.ComponentResourceOptions) {
    const { nameOf, optionsOf } = childrenOf(this, name, opts);
    const provider =
      this.getProvider('grafana:oss/folder:Folder') ??
      // Both explicit: a provider with half its configuration in the environment talks to the wrong server.
      new grafana.Provider(
        nameOf('grafana'),
        { url, auth: pulumi.secret(auth), retries: 5, retryWait: 2 },
        optionsOf('grafana', { dependsOn: after }),
      );
    const { deletedWith } = opts;
    return childrenOf(this, name, opts, { provider, ...(deletedWith && { deletedWith }) });
  }
}
