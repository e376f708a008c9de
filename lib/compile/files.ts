/** A stack's content as files, by their path below one folder. */
import type { Secret } from '../settings/secret';
import { slug } from '../alerting/catalogue';
import type { ClusterContent, Content } from './index.ts';
import { json, yaml } from './text';

const under = (folder: string, texts: Readonly<Record<string, string | Secret>>, ending = ''): Record<string, string> =>
  Object.fromEntries(Object.entries(texts).map(([name, text]) => [`${folder}/${name}${ending}`, String(text)]));
/** Each value as a file of YAML. */
export const yamlFiles = (folder: string, values: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [`${folder}/${name}.yaml`, yaml(value)]));

const cluster = ({ crdsValues, chartValues, objects, networkPolicies, authorities }: ClusterContent) => ({
  ...under('kubernetes/authorities', authorities),
  ...yamlFiles('kubernetes', { values: chartValues, ...(crdsValues && { 'values-crds': crdsValues }) }),
  ...yamlFiles('kubernetes/objects', objects),
  ...yamlFiles('kubernetes/network-policies', networkPolicies),
});

/** Every file of a stack. A credential prints as a marker. */
export const files = ({ servers, grafana, alertmanager, ...content }: Content): Record<string, string> => ({
  ...under('prometheus', content.prometheus),
  ...under('alertmanager', alertmanager.files),
  ...(servers.target === 'docker' && under('prometheus', servers.credentials)),
  ...(servers.target === 'kubernetes' && cluster(servers)),
  ...under('grafana/dashboards', content.dashboards, '.json'),
  ...Object.fromEntries(
    grafana.ruleGroups.map((group) => [`grafana/rule-groups/${slug(group.title)}.json`, json(group)]),
  ),
  ...(grafana.notifications && { 'grafana/notifications.json': json(grafana.notifications) }),
  'alerts.json': json(content.alerts),
});
