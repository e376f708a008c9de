/**
 * Settings that have no effect on the stack's target: they are rejected, so that every accepted setting has an effect.
 */
import { isGroup, valueAt } from '../../json-values';
import type { Check } from '../contradiction';
import type { Parsed } from '../schema';

const BY_SERVICE = 'the platform is found by its service';
const BY_CHART = 'the chart and its service decide';
const NOT_OURS = "the servers are not this stack's";
const NOT_SCRAPED = 'the Prometheus that exists scrapes the platform';

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
    'prometheus.port': BY_CHART,
    'prometheus.bindAddress': BY_CHART,
    'grafana.port': BY_CHART,
    'grafana.bindAddress': BY_CHART,
    'alertmanager.port': BY_CHART,
    'alertmanager.bindAddress': BY_CHART,
    'alertmanager.cluster': 'its replicas are a cluster already (kubernetes.replicas)',
  },
  external: {
    prometheus: `${NOT_OURS}; external.prometheus says where it is`,
    grafana: `${NOT_OURS}; external.grafana says where it is`,
    alertmanager: NOT_OURS,
    docker: NOT_OURS,
    kubernetes: NOT_OURS,
    exporters: NOT_OURS,
    images: NOT_OURS,
    'backend.clusters': NOT_SCRAPED,
    'backend.address': NOT_SCRAPED,
    'backend.service': NOT_SCRAPED,
    'backend.metricsPath': NOT_SCRAPED,
    'backend.tls': NOT_SCRAPED,
  },
};

/** The keys of a stack file that its target does not read: a group's keys one by one. */
export const checkTarget: Check = ({ settings: { target }, raw }, report) => {
  for (const [path, why] of Object.entries(FOREIGN[target])) {
    const value = valueAt(raw, path.split('.'));
    const keys = isGroup(value) ? Object.keys(value).map((key) => `${path}.${key}`) : [path];
    for (const key of value === undefined ? [] : keys)
      report(key, `is not used with target ${target}: ${why}`, ['target']);
  }
};
