/**
 * The stack's content in Grafana: folder, data sources, dashboards, alert rules and notification policy, created
 * through the Grafana provider.
 */
import * as pulumi from '@pulumi/pulumi';
import * as grafana from '@pulumiverse/grafana';
import { componentInputs } from '../../lib/settings/component-inputs';
import type { FolderAccess } from '../../lib/settings/external';
import { slug } from '../../lib/alerting/catalogue';
import { ALERTMANAGER_OPTIONS, prometheusOptions } from '../../lib/compile/grafana-data-sources';
import { checkAddress } from '../check-input';
import { childrenOf, type Children } from '../children';
import { withDeferredInputs, type PreparedStack } from '../prepared-stack';
import { toPulumiInputs } from '../../lib/settings/pulumi';
import { notifications } from './notifications';

export interface GrafanaContentArgs {
  /**
   * The settings and their compiled content (../prepared-stack.ts): plain values, except for outputs in the settings.
   */
  readonly stack: PreparedStack;
  /**
   * Whether only this stack uses the Grafana. In a shared one nothing is overwritten and the policy stays unchanged.
   */
  readonly ownsGrafana: boolean;
  /** Where this program reaches Grafana's API. */
  readonly url: pulumi.Input<string>;
  /** `user:password` or a token. */
  readonly auth: pulumi.Input<string>;
  /** Resources that must exist before the provider connects. */
  readonly after?: pulumi.Resource[];
  /** Where Grafana reaches Prometheus; undefined if the data source exists already. */
  readonly prometheusUrl: pulumi.Input<string> | undefined;
  /** Headers of each query to Prometheus; all are secrets. */
  readonly prometheusHeaders?: Readonly<Record<string, pulumi.Input<string>>> | undefined;
  /** Where Grafana reaches the Alertmanager that notifies instead of itself. */
  readonly alertmanagerUrl?: pulumi.Input<string> | undefined;
}

/** All permissions of the folder: Grafana removes those that are not in the list. */
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

/** The addresses in the form that resources take; if one is invalid, the error names it. */
const checkAddresses = (name: string, { url, prometheusUrl, alertmanagerUrl }: GrafanaContentArgs) => ({
  url: checkAddress(name, 'url', url),
  prometheusUrl: prometheusUrl === undefined ? undefined : checkAddress(name, 'prometheusUrl', prometheusUrl),
  alertmanagerUrl: alertmanagerUrl === undefined ? undefined : checkAddress(name, 'alertmanagerUrl', alertmanagerUrl),
});

export class GrafanaContent extends pulumi.ComponentResource {
  readonly folderUid: pulumi.Output<string>;
  readonly folderUrl: pulumi.Output<string>;
  /** The UID of the data source, whether this stack creates it or not. */
  readonly dataSourceUid: pulumi.Output<string>;
  /** By the dashboard's name. */
  readonly dashboardUids: pulumi.Output<Record<string, string>>;

  constructor(name: string, args: GrafanaContentArgs, opts: pulumi.ComponentResourceOptions = {}) {
    const { deletedWith: _ofChildren, ...componentOptions } = opts;
    const { stack, ownsGrafana } = args;
    const { settings, content } = stack;
    super(
      'trading-observability:grafana:Content',
      name,
      componentInputs(settings),
      withDeferredInputs(stack, componentOptions),
    );
    const { url, prometheusUrl, alertmanagerUrl } = checkAddresses(name, args);
    const children = this.children(name, { ...args, url }, opts);
    const { nameOf, optionsOf } = children;

    const folder = new grafana.oss.Folder(nameOf('folder'), content.folder, optionsOf('folder'));
    const folderAccess = settings.external?.folder;
    if (folderAccess !== undefined) folderPermission(folder, folderAccess, children);
    const dataSource = (type: 'prometheus' | 'alertmanager', fields: Omit<grafana.oss.DataSourceArgs, 'type'>) =>
      new grafana.oss.DataSource(nameOf(type), { type, ...fields }, optionsOf(type));
    const alertmanagerUid = alertmanagerUrl === undefined ? undefined : content.alertmanagerDataSource.uid;
    const options = prometheusOptions(settings.backend.scrapeInterval, alertmanagerUid);
    const sources =
      prometheusUrl === undefined
        ? []
        : [
            dataSource('prometheus', {
              ...content.dataSource,
              url: prometheusUrl,
              isDefault: false,
              jsonDataEncoded: JSON.stringify(options),
              ...(args.prometheusHeaders && { httpHeaders: pulumi.secret(args.prometheusHeaders) }),
            }),
          ];
    if (alertmanagerUrl !== undefined)
      dataSource('alertmanager', {
        ...content.alertmanagerDataSource,
        url: alertmanagerUrl,
        jsonDataEncoded: JSON.stringify(ALERTMANAGER_OPTIONS),
      });
    const notifier = content.notifier.grafana;
    const dependsOn = [
      ...sources,
      ...(notifier.notifications === undefined ? [] : notifications(notifier.notifications, ownsGrafana, children)),
    ];
    const dashboards = Object.entries(content.dashboards).map(([dashboard, configJson]) => {
      const resource = new grafana.oss.Dashboard(
        nameOf(dashboard),
        { folder: folder.uid, configJson, overwrite: ownsGrafana },
        optionsOf(dashboard, { dependsOn }),
      );
      // Read here, because an output is unknown in a preview.
      const { uid } = JSON.parse(configJson) as { readonly uid: string };
      // In a shared Grafana, other teams own the home page.
      if (ownsGrafana && dashboard === settings.catalogue.home) {
        new grafana.oss.OrganizationPreferences(
          nameOf('home'),
          { homeDashboardUid: uid },
          optionsOf('home', { dependsOn: [resource] }),
        );
      }
      return [dashboard, uid] as const;
    });
    for (const { title, interval, rules } of notifier.ruleGroups) {
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
    this.dataSourceUid = pulumi.output(sources[0]?.uid ?? content.dataSource.uid);
    this.dashboardUids = pulumi.output(Object.fromEntries(dashboards));
    this.registerOutputs({
      folderUid: this.folderUid,
      folderUrl: this.folderUrl,
      dataSourceUid: this.dataSourceUid,
      dashboardUids: this.dashboardUids,
    });
  }

  /** Uses the caller's Grafana provider, or creates one for the component. */
  private children(name: string, { url, auth, after = [] }: GrafanaContentArgs, opts: pulumi.ComponentResourceOptions) {
    const { nameOf, optionsOf } = childrenOf(this, name, opts);
    const provider =
      this.getProvider('grafana:oss/folder:Folder') ??
      // Both are set: a provider that takes one of them from the environment would connect to the wrong server.
      new grafana.Provider(
        nameOf('grafana'),
        { url, auth: pulumi.secret(auth), retries: 5, retryWait: 2 },
        optionsOf('grafana', { dependsOn: after }),
      );
    const { deletedWith } = opts;
    return childrenOf(this, name, opts, { provider, ...(deletedWith && { deletedWith }) });
  }
}
