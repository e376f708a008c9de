/** Rules and monitors as objects of the Prometheus operator: each is an object of its own, outside the release. */
import type { Settings } from '../../settings/schema';
import type { PrometheusRuleFiles } from '../prometheus-rules';
import { objectMetadata } from './metadata';
import { names } from './names';
import { monitors } from './scraping';

/** The objects by a name that shows their purpose: `rules-api-health`, `monitor-platform`. */
export function operatorObjects(settings: Settings, files: PrometheusRuleFiles, routed: boolean) {
  const { release } = names(settings);
  const object = <Kind extends string, Spec>(kind: Kind, name: string, spec: Spec) =>
    [
      name,
      {
        apiVersion: 'monitoring.coreos.com/v1',
        kind,
        // The stack's Prometheus selects its objects by this label.
        metadata: objectMetadata(settings, `${release}-${name}`, { release }),
        spec,
      },
    ] as const;
  const rules = Object.entries(files).map(([file, { groups }]) =>
    object('PrometheusRule', `rules-${file.replace(/\.yaml$/, '')}`, { groups }),
  );
  const targets = Object.entries(monitors(settings, routed)).map(([name, spec]) =>
    object('ServiceMonitor', `monitor-${name}`, spec),
  );
  return { ...Object.fromEntries(rules), ...Object.fromEntries(targets) };
}
export type OperatorObject = ReturnType<typeof operatorObjects>[string];
