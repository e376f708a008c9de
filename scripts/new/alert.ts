/** `npm run new -- alert`: creates the entry, the runbook's section, the demo's fault and the scenario. */
import { readdirSync } from 'node:fs';
import { runbookFile } from '../../lib/alerting/catalogue';
import { alertNames } from '../../platform';
import { GROUPS, TEAM, type Component } from '../../rules/labels';
import { PANELS, type DashboardName } from '../../dashboards';
import { runbookSection } from './runbook-section';
import { scenarioFile } from './alert-scenario';
import { checkName, kebabCase, oneOf, type Skeleton } from './skeleton';

const END = /^\} as const satisfies AlertDefinitions;/;

/** Parses `api-health/latency`. */
function readPanel(value = ''): [dashboard: string, panel: string] {
  const [board, id] = value.split('/').map((part) => part || undefined);
  const dashboard = oneOf(
    '--panel, as DASHBOARD/PANEL, with its dashboard',
    board,
    Object.keys(PANELS) as DashboardName[],
  );
  return [dashboard, oneOf(`--panel, as ${dashboard}/PANEL, with its panel`, id, Object.keys(PANELS[dashboard]))];
}

/** The parts of an entry that may be known before a person fills in the rest, as source text. */
const PLACEHOLDERS = {
  severity: 'warning',
  threshold: `// FILL IN: threshold, a number in the unit of its panel; for, how long it holds
    threshold: above(1, 'count'),`,
  for: '5m',
  measure: `// FILL IN: measure, by a function of lib/alerting/measurements.ts or by hand
    measure: (_platform, { threshold }) => ({ value: vector(0), by: [], test: '>', bound: threshold, unit: 'count' }),`,
};

/** An alert's entry for a list in `rules/`. */
export const alertEntry = (
  name: string,
  group: string,
  component: string,
  [dashboard, panel]: readonly string[],
  parts = PLACEHOLDERS,
) => `  ${name}: {
    group: '${group}',
    severity: '${parts.severity}',
    // FILL IN: component, what it is about (rules/labels.ts)
    component: '${component}',
    ${parts.threshold}
    for: '${parts.for}',
    summary: 'FILL IN: summary, what is wrong in five words',
    impact: 'FILL IN: impact, what users notice.',
    // FILL IN: says, what a notification says while the alert fires and when it is over
    says: ({ number, limit, duration }) => ({
      firing: \`It is \${number}, more than \${limit} for \${duration}.\`,
      resolved: \`It is no longer above \${limit}; it was for\`,
    }),
    ${parts.measure}
    panel: { dashboard: '${dashboard}', panel: '${panel}' },
    noData: 'ok',
  },
`;

const faultSkeleton = (name: string): string => `  '${kebabCase(name)}': {
    description: 'FILL IN: description, what goes wrong',
    alert: '${name}',
    // FILL IN: effect, the numbers of demo/load.ts that make the alert fire
    effect: {},
  },
`;

export const alert: Skeleton = {
  usage: '--file FILE --panel DASHBOARD/PANEL',
  write: (name, options, edits) => {
    const words = 'write it in CamelCase, such as HighErrorRate';
    checkName('alert', name, { form: /^[A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*$/, words, names: alertNames });
    const sources = readdirSync('rules').map((file) => file.replace(/\.ts$/, ''));
    const lists = sources.filter((source) => new RegExp(END, 'm').test(edits.read(`rules/${source}.ts`)));
    const source = `rules/${oneOf('--file, the list in rules/,', options.file, lists)}.ts`;
    const panel = readPanel(options.panel);
    const first = (field: string) => new RegExp(`^    ${field}: '(\\w+)'`, 'm').exec(edits.read(source))?.[1];
    const group = oneOf(`the group of ${source}`, first('group'), GROUPS);
    const component = oneOf(`the component of ${source}`, first('component'), Object.keys(TEAM) as Component[]);

    const requires = /^ {4}requires: .*,\n/m.exec(edits.read(source))?.[0] ?? '';
    const text = alertEntry(name, group, component, panel).replace(/(?= {4}\/\/ FILL IN: threshold)/, requires);
    edits.insert(source, { before: END }, text);
    edits.addImport(source, 'above', '../lib/alerting/alert');
    edits.addImport(source, 'vector', '../lib/promql');
    edits.append(`runbooks/${runbookFile(group)}`, runbookSection(name));
    if (!['meta', 'infrastructure'].includes(group))
      edits.insert(
        'demo/scenarios.ts',
        { before: /^\} as const satisfies Record<string, Fault>;/ },
        faultSkeleton(name),
      );
    edits.create(`tests/rules/scenarios/${name}.yaml`, scenarioFile(name, component, TEAM[component]));
    return ['rules/inhibition.ts: the alerts that inhibit it'];
  },
};
