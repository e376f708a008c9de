/**
 * A stack on Kubernetes as files that Argo CD or Flux applies instead of Pulumi: objects, the values of the chart's two
 * releases, and the names of the Secrets that somebody else creates. No file contains a credential.
 */
import type { Settings } from '../../settings/schema';
import { secretReferences } from '../../settings/secret';
import { tlsGroups } from '../../settings/tls';
import { serverExporters } from '../exporters';
import { yamlFiles } from '../files';
import { provisionedDataSources } from '../grafana-data-sources';
import type { ClusterContent, Content } from '../index.ts';
import { fnv1a, yaml } from '../text';
import { exporterObjects } from './exporter-objects';
import { ADMIN, grafanaSecrets } from './grafana';
import { labelsAndAnnotations, objectMetadata } from './metadata';
import { names } from './names';
import { namespaceLabels } from './pods';
import { remoteWriteSecret } from './scraping';
import type { ChartValues } from './values';

/** Subfolder of the folder that is rendered to. */
export const GITOPS_FOLDER = 'gitops';
/** Where Grafana reads mounted config maps. */
const PROVISIONING = '/etc/grafana/provisioning';
const DASHBOARDS = '/etc/grafana/dashboards';

/** Why a stack cannot have such files; undefined if it can. */
export const gitopsRefusal = ({ alerting, target }: Pick<Settings, 'alerting' | 'target'>): string | undefined => {
  if (target !== 'kubernetes') return `target is ${target}; only kubernetes has objects to apply`;
  return alerting.engine === 'alertmanager'
    ? undefined
    : `alerting.engine is ${alerting.engine}, whose rules and credentials go through Grafana's API; only alertmanager's are objects`;
};

const kubernetesObject = (settings: Settings, apiVersion: string, kind: string, name: string, fields: object) => ({
  apiVersion,
  kind,
  metadata: objectMetadata(settings, name),
  ...fields,
});
const configMap = (settings: Settings, name: string, data: Readonly<Record<string, string>>) =>
  kubernetesObject(settings, 'v1', 'ConfigMap', name, { data });

/** Grafana's provisioning: its data sources and the path of its dashboards. */
function grafanaProvisioning(settings: Settings, content: Content) {
  const { uid, title } = content.folder;
  const provider = { name: uid, folder: title, folderUid: uid, type: 'file', options: { path: DASHBOARDS } };
  return {
    datasources: yaml(provisionedDataSources(content, settings, names(settings))),
    dashboards: yaml({ apiVersion: 1, providers: [provider] }),
  };
}

const provisioningName = (settings: Settings, part: string): string => `${names(settings).grafana}-${part}`;

/** The chart's values with the config maps mounted in Grafana. */
function gitopsValues(settings: Settings, values: ChartValues, content: Content) {
  const provisioning = grafanaProvisioning(settings, content);
  const mount = (name: string, mountPath: string) => ({
    name,
    mountPath,
    configMap: provisioningName(settings, name),
    readOnly: true,
  });
  const { home } = settings.catalogue;
  return {
    ...values,
    grafana: {
      ...values.grafana,
      extraConfigmapMounts: [
        ...Object.keys(provisioning).map((part) => mount(part, `${PROVISIONING}/${part}`)),
        ...Object.keys(content.dashboards).map((name) => mount(`dashboard-${name}`, `${DASHBOARDS}/${name}`)),
      ],
      // Grafana reads data sources only when it starts: changed ones restart the pod.
      podAnnotations: {
        ...values.grafana.podAnnotations,
        'checksum/provisioning': fnv1a(JSON.stringify(provisioning)),
      },
      'grafana.ini': {
        ...values.grafana['grafana.ini'],
        dashboards: { default_home_dashboard_path: `${DASHBOARDS}/${home}/${home}.json` },
      },
    },
  };
}

/** The objects by the name of their file. */
function gitopsObjects(
  settings: Settings,
  content: Content,
  servers: ClusterContent,
): Readonly<Record<string, object>> {
  const { alertmanager, dashboards } = content;
  const { release, alertmanagerConfig, authorities, exporter } = names(settings);
  const { namespace, createNamespace } = settings.kubernetes;
  const { 'alertmanager.yml': config = '', ...texts } = alertmanager.files;
  const provisioning = Object.entries(grafanaProvisioning(settings, content)).map(([part, text]) => [
    `grafana-${part}`,
    configMap(settings, provisioningName(settings, part), { 'stack.yaml': text }),
  ]);
  const dashboardMaps = Object.entries(dashboards).map(([name, text]) => [
    `grafana-dashboard-${name}`,
    configMap(settings, provisioningName(settings, `dashboard-${name}`), { [`${name}.json`]: text }),
  ]);
  const policies = Object.entries(servers.networkPolicies).map(([part, spec]) => [
    `network-${part}`,
    kubernetesObject(settings, 'networking.k8s.io/v1', 'NetworkPolicy', `${release}-${part}`, { spec }),
  ]);
  const exporters = serverExporters(settings).flatMap((each) => {
    const { job, program } = each;
    const secretName = Object.keys(program.credentials).length === 0 ? undefined : exporter(job);
    const { deployment, service } = exporterObjects(each, settings, secretName);
    return [
      [`${job}-deployment`, { apiVersion: 'apps/v1', kind: 'Deployment', ...deployment }],
      [`${job}-service`, { apiVersion: 'v1', kind: 'Service', ...service }],
    ];
  });
  return {
    ...(Object.keys(servers.authorities).length > 0 && {
      authorities: configMap(settings, authorities, servers.authorities),
    }),
    ...(createNamespace && {
      namespace: {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: namespace, ...labelsAndAnnotations(settings, namespaceLabels(settings)) },
      },
    }),
    // The operator reads it from a Secret. It refers to its credentials, which are in another Secret.
    'alertmanager-config': kubernetesObject(settings, 'v1', 'Secret', alertmanagerConfig, {
      stringData: { 'alertmanager.yaml': config, ...texts },
    }),
    ...servers.objects,
    ...(Object.fromEntries([...provisioning, ...dashboardMaps, ...policies, ...exporters]) as Record<string, object>),
  };
}

/** The Secrets that have to exist in the namespace, and the keys of each: these files create none of them. */
function requiredSecrets(settings: Settings, { alertmanager }: Content) {
  const { grafanaAdmin, remoteWrite, alertmanagerCredentials, exporter } = names(settings);
  const all: [string, readonly string[]][] = [
    [grafanaAdmin, [ADMIN.user, ADMIN.password, ...Object.keys(grafanaSecrets(settings))]],
    [remoteWrite, Object.keys(remoteWriteSecret(settings))],
    [alertmanagerCredentials, Object.keys(alertmanager.secrets)],
    ...serverExporters(settings).map(({ job, program }): [string, readonly string[]] => [
      exporter(job),
      Object.keys(program.credentials),
    ]),
  ];
  const authorities = tlsGroups(settings).flatMap(({ tls: { ca } }) =>
    typeof ca === 'object' && 'secretKeyRef' in ca ? [ca.secretKeyRef] : [],
  );
  const credentials = secretReferences([settings.alerting, settings.prometheus.remoteWrite]);
  const references = [...credentials.map((each) => each.reference), ...authorities];
  const referenced = Map.groupBy(references, ({ name }) => name);
  return [...all, ...[...referenced].map(([name, each]) => [name, each.map(({ key }) => key)] as const)]
    .filter(([, keys]) => keys.length > 0)
    .map(([name, keys]) => ({ namespace: settings.kubernetes.namespace, name, keys }));
}

/** The files by their path; none if the stack cannot be made of objects alone ({@link gitopsRefusal}). */
export function gitopsFiles(settings: Settings, content: Content): Record<string, string> {
  const { servers } = content;
  if (servers.target !== 'kubernetes' || gitopsRefusal(settings) !== undefined) return {};
  const { crdsValues, chartValues } = servers;
  return {
    ...yamlFiles(GITOPS_FOLDER, {
      values: gitopsValues(settings, chartValues, content),
      ...(crdsValues && { 'values-crds': crdsValues }),
      secrets: requiredSecrets(settings, content),
    }),
    ...yamlFiles(`${GITOPS_FOLDER}/objects`, gitopsObjects(settings, content, servers)),
  };
}
