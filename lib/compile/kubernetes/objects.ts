/** Rules and monitors as objects of the Prometheus operator: each is an object of its own, outside the release. */
import type { Settings } from '../../settings/schema';
import type { PrometheusGroup, PrometheusRuleFiles } from '../prometheus-rules';
import { objectMetadata, type Metadata } from './metadata';
import { names } from './names';
import { monitors, type ServiceMonitorSpec } from './scraping';

export interface OperatorKinds {
  readonly PrometheusRule: { readonly groups: readonly PrometheusGroup[] };
  readonly ServiceMonitor: ServiceMonitorSpec;
}
export interface ObjectOf<Kind extends keyof OperatorKinds> {
  readonly apiVersion: 'monitoring.coreos.com/v1';
  readonly kind: Kind;
  readonly metadata: Metadata;
  readonly spec: OperatorKinds[Kind];
}
export type OperatorObject = { [Kind in keyof OperatorKinds]: ObjectOf<Kind> }[keyof OperatorKinds];

/** The objects by a name that shows their purpose: `rules-api-health`, `monitor-platform`. */
export function operatorObjects(
  settings: Settings,
  files: PrometheusRuleFiles,
  routed: boolean,
): Readonly<Record<string, OperatorObject>> {
  const { release } = names(settings);
  const object = <Kind extends keyof OperatorKinds>(
    kind: Kind,
    name: string,
    spec: OperatorKinds[Kind],
  ): [string, ObjectOf<Kind>] => [
    name,
    {
      apiVersion: 'monitoring.coreos.com/v1',
      kind,
      // The chart named them without the middle part: its objects are removed only after these exist.
      // The stack's Prometheus selects its objects by this label.
      metadata: objectMetadata(settings, `${release}-${name}`, { release }),
      spec,
    },
  ];
  const all: readonly [string, OperatorObject][] = [
    ...Object.entries(files).map(([file, { groups }]) =>
      object('PrometheusRule', `rules-${file.replace(/\.yaml$/, '')}`, { groups }),
    ),
    ...Object.entries(monitors(settings, routed)).map(([name, spec]) =>
      object('ServiceMonitor', `monitor-${name}`, spec),
    ),
  ];
  return Object.fromEntries(all);
}
