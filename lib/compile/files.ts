/** A stack's content as files, by their path below one folder. */
import type { Secret } from '../settings/secret';
import { slug } from '../alerting/catalogue';
import type { ClusterContent, Content } from './index.ts';
import { json, yaml } from './text';

const cluster = ({
  crdsValues,
  chartValues,
  objects,
  networkPolicies,
  authorities,
}: ClusterContent): Record<string, string> => ({
  ...Object.fromEntries(Object.entries(authorities).map(([file, pem]) => [`authorities/${file}`, pem])),
  'values.yaml': yaml(chartValues),
  ...(crdsValues === undefined ? {} : { 'values-crds.yaml': yaml(crdsValues) }),
  ...Object.fromEntries(Object.entries(objects).map(([name, object]) => [`objects/${name}.yaml`, yaml(object)])),
  ...Object.fromEntries(
    Object.entries(networkPolicies).map(([name, spec]) => [`network-policies/${name}.yaml`, yaml(spec)]),
  ),
});

/** Every file of a stack. A credential prints as a marker. */
export function files({ servers, grafana, alertmanager, ...content }: Content): Record<string, string> {
  const under = (folder: string, texts: Readonly<Record<string, string | Secret>>, ending = '') =>
    Object.entries(texts).map(([name, text]): [string, string] => [`${folder}/${name}${ending}`, String(text)]);
  return Object.fromEntries([
    ...under('prometheus', content.prometheus),
    ...under('alertmanager', alertmanager.files),
    ...(servers.target === 'docker' ? under('prometheus', servers.credentials) : []),
    ...(servers.target === 'kubernetes' ? under('kubernetes', cluster(servers)) : []),
    ...under('grafana/dashboards', content.dashboards, '.json'),
    ...grafana.ruleGroups.map((group): [string, string] => [
      `grafana/rule-groups/${slug(group.title)}.json`,
      json(group),
    ]),
    ...(grafana.notifications === undefined
      ? []
      : [['grafana/notifications.json', json(grafana.notifications)] as [string, string]]),
    ['alerts.json', json(content.alerts)],
  ]);
}
