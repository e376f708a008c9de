/**
 * A stack's content as provisioning files, which a temporary Grafana reads when it starts.
 * https://grafana.com/docs/grafana/latest/administration/provisioning
 */
import type { Settings } from '../settings/schema';
import type { Content } from './index.ts';
import { provisionedDataSources } from './grafana-data-sources';
import type { GrafanaNotifications, Notification } from './grafana-notifications';
import { yaml } from './text';

export interface ProvisioningSite {
  readonly settings: Pick<Settings, 'environment' | 'backend'>;
  /** Where Grafana reaches the servers. */
  readonly prometheusUrl: string;
  readonly alertmanagerUrl: string;
  /** Whom this Grafana notifies, by webhooks only; left out if another server notifies. */
  readonly notifications?: GrafanaNotifications | undefined;
  /** Absolute path of the folder that these files are written into. */
  readonly folder: string;
}

const DASHBOARDS = 'boards';

/** Contact points, their template and the policy. */
function notificationFiles({ contactPoints, template, policy }: GrafanaNotifications) {
  const paced = (route: Omit<Notification, 'muteTimings'>) => ({
    receiver: route.contactPoint,
    group_by: route.groupBies,
    group_wait: route.groupWait,
    group_interval: route.groupInterval,
    repeat_interval: route.repeatInterval,
  });
  return {
    apiVersion: 1,
    contactPoints: contactPoints.map(({ name, webhooks = [] }) => ({
      orgId: 1,
      name,
      receivers: webhooks.map(({ url, disableResolveMessage, ...settings }, i) => ({
        uid: `${name}-${i}`.slice(0, 40),
        type: 'webhook',
        disableResolveMessage,
        settings: { url: url.reveal(), ...settings },
      })),
    })),
    templates: [{ orgId: 1, ...template }],
    policies: [
      {
        orgId: 1,
        ...paced(policy),
        routes: policy.policies
          // A route with a mute timing notifies nobody, and is not provisioned.
          .filter(({ muteTimings = [] }) => muteTimings.length === 0)
          .map((branch) => ({
            ...paced(branch),
            object_matchers: branch.matchers.map(({ label, match, value }) => [label, match, value]),
          })),
      },
    ],
  };
}

/** The files by their path in the provisioning folder. */
export function grafanaProvisioning(content: Content, site: ProvisioningSite): Record<string, string> {
  const { dashboards, grafana } = content;
  const { title } = content.folder;
  const provider = { name: 'stack', folder: title, type: 'file', options: { path: `${site.folder}/${DASHBOARDS}` } };
  const groups = grafana.ruleGroups.map(({ title: name, interval, rules }) => ({
    orgId: 1,
    name,
    folder: title,
    interval: `${interval}s`,
    // Alertmanager notifies here: a second notification for one incident would be one too many.
    rules: rules.map(({ notificationSettings: _notificationSettings, ...rule }) => rule),
  }));
  return {
    'datasources/stack.yaml': yaml(provisionedDataSources(content, site.settings, site)),
    'dashboards/stack.yaml': yaml({ apiVersion: 1, providers: [provider] }),
    'alerting/stack.yaml': yaml({ apiVersion: 1, groups }),
    ...(site.notifications && { 'alerting/notifications.yaml': yaml(notificationFiles(site.notifications)) }),
    ...Object.fromEntries(Object.entries(dashboards).map(([name, text]) => [`${DASHBOARDS}/${name}.json`, text])),
  };
}
