/**
 * Settings that have no effect on the stack's target: they are rejected, so that every accepted setting has an effect.
 */
import type { Contradiction } from '../contradiction';
import { isGroup, type Json as Group } from '../../json-values';
import type { Parsed } from '../schema';

const ON_ONE_MACHINE = {
  ...Object.fromEntries(
    ['prometheus', 'grafana', 'alertmanager'].flatMap((server) =>
      ['port', 'bindAddress'].map((key) => [`${server}.${key}`, 'the chart and its service decide'] as const),
    ),
  ),
  'alertmanager.cluster': 'its replicas are a cluster already (kubernetes.replicas)',
};
const BY_SERVICE = 'the platform is found by its service';
const NOT_OURS = "the servers are not this stack's";

/** Groups and keys that a target does not read, with the reason. */
const FOREIGN: Readonly<Record<Parsed['target'], Readonly<Record<string, string>>>> = {
  docker: {
    external: 'this stack deploys its own servers',
    kubernetes: 'the servers run on this machine',
    'backend.service': 'there are no services; backend.address says where the platform is',
  },
  kubernetes: {
    external: 'this stack deploys its own servers',
    docker: 'the servers run in a cluster',
    'backend.address': BY_SERVICE,
    'backend.clusters': BY_SERVICE,
    ...ON_ONE_MACHINE,
  },
  external: {
    prometheus: `${NOT_OURS}; external.prometheus says where it is`,
    grafana: `${NOT_OURS}; external.grafana says where it is`,
    alertmanager: NOT_OURS,
    docker: NOT_OURS,
    kubernetes: NOT_OURS,
    exporters: NOT_OURS,
    images: NOT_OURS,
    'backend.clusters': 'the Prometheus that exists scrapes the platform',
    'backend.address': 'the Prometheus that exists scrapes the platform',
    'backend.service': 'the Prometheus that exists scrapes the platform',
    'backend.metricsPath': 'the Prometheus that exists scrapes the platform',
    'backend.tls': 'the Prometheus that exists scrapes the platform',
  },
};

/** The keys under `path`, one level deep. */
function keysUnder(raw: Group, path: string): string[] {
  const value = path.split('.').reduce<unknown>((inner, key) => (isGroup(inner) ? inner[key] : undefined), raw);
  if (isGroup(value)) return Object.keys(value).map((key) => `${path}.${key}`);
  return value === undefined ? [] : [path];
}

/** The keys of a stack file that its target does not read. */
export const checkTarget = ({ target }: Parsed, raw: Group): Contradiction[] =>
  Object.entries(FOREIGN[target]).flatMap(([path, why]) =>
    keysUnder(raw, path).map((key) => ({
      key,
      message: `is not used with target ${target}: ${why}`,
      from: ['target', key],
      quotes: false,
    })),
  );
