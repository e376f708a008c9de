/** The files of a new exporter: its definition, its alerts and its row. */
export const exporterDefinition = (name: string): string => `/** FILL IN: program and version, and what it watches. */
import { defineServerExporter, exporterGauge, NOBODY } from '../../lib/exporters/definition';
import { seriesOf } from '../../lib/exporters/series';

export const ${name} = defineServerExporter({
  job: '${name}-exporter',
  // FILL IN: port, image and the name of the server
  port: 9100,
  image: 'example/${name}-exporter:v1.0.0',
  watches: { server: '${name}' },
  // FILL IN: settings of its own, such as a password (as in postgres.ts)
  program: ({ address }) => ({
    // FILL IN: program, how it is started
    entrypoint: '/${name}_exporter',
    args: [\`--address=\${address}\`],
    user: NOBODY,
    env: {},
    credentials: {},
  }),
  // FILL IN: metrics that alerts and panels read
  metrics: { ${name}_up: exporterGauge() },
});

export const ${name}Series = seriesOf(${name});
`;

export const exporterRules = (
  name: string,
  alert: string,
): string => `/** Alerts of group \`infrastructure\` that exist where the exporter ${name} does. */
import { ${name}Series } from '../metrics/exporters/${name}';
import { fixedThreshold } from '../lib/alerting/alert';
import type { AlertDefinitions } from './alert-definitions';
import { unreachable } from './exporter-failures';

export const ${name}Alerts = {
  ${alert}: {
    ...unreachable(
      { record: 'instance:${name}_up:min', meaning: '1 while the exporter reaches the server, else 0' },
      ${name}Series.gauge('${name}_up'),
    ),
    group: 'infrastructure',
    severity: 'warning',
    // FILL IN: component, what it is about (rules/labels.ts); severity; for, how long it holds
    component: 'database',
    requires: ['${name}'],
    threshold: fixedThreshold(0, 'state'),
    for: '1m',
    summary: 'FILL IN: summary, what is wrong in five words',
    impact: 'FILL IN: impact, what users notice.',
    // FILL IN: says, what a notification says while the alert fires and when it is over
    says: ({ culprit, duration }) => ({
      firing: \`\${culprit} has not answered for \${duration}.\`,
      resolved: \`\${culprit} answers again or is gone; it was silent for\`,
    }),
    panel: { dashboard: 'infrastructure', panel: '${name}Up' },
    noData: 'ok',
  },
} as const satisfies AlertDefinitions;
`;

export const exporterRow = (
  name: string,
  id: number,
): string => `/** The row of ${name} on the infrastructure dashboard. */
import { ${name}Series } from '../metrics/exporters/${name}';
import { min } from '../lib/promql';
import type { Row } from '../lib/dashboards/build-dashboard';
import type { DashboardScope } from '../lib/dashboards/dashboard-scope';
import type { PanelEntries } from '../lib/dashboards/definition';
import { server } from './infrastructure-parts';

/** Its panels; never reuse the id of a removed panel. */
export const ${name}Panels = {
  ${name}Up: ${id},
} as const satisfies PanelEntries;

export function ${name}Row(board: DashboardScope<keyof typeof ${name}Panels>): Row {
  // FILL IN: title of the row, the name of the server, and more panels; components, those of its alerts
  const status = server(board, '${name}Up', '${name}', min(${name}Series.gauge('${name}_up', board.chosen)));
  return { title: '${name}', components: ['database'], panels: [status] };
}
`;
