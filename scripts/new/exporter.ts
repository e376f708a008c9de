/** `npm run new -- exporter`: creates its metrics, alerts and row, and adds it to the list. */
import { exporterNames } from '../../dashboards/exporters';
import { TEAM } from '../../rules/labels';
import { runbookSection } from './runbook-section';
import { scenarioFile } from './alert-scenario';
import { exporterDefinition, exporterRow, exporterRules } from './exporter-files';
import { nextPanelId } from './panel';
import { checkName, type Skeleton } from './skeleton';

export const exporter: Skeleton = {
  usage: '',
  write: (name, _options, edits) => {
    const words = 'write it in lower case, such as postgres';
    checkName('exporter', name, { form: /^[a-z][a-z0-9]*$/, words, names: exporterNames });
    const alert = `${name.charAt(0).toUpperCase()}${name.slice(1)}Down`;
    edits.create(`metrics/exporters/${name}.ts`, exporterDefinition(name));
    edits.create(`rules/${name}.ts`, exporterRules(name, alert));
    edits.create(`dashboards/${name}.ts`, exporterRow(name, nextPanelId('infrastructure')));
    edits.create(`tests/rules/scenarios/${alert}.yaml`, scenarioFile(alert, 'database', TEAM.database));
    edits.append('runbooks/infrastructure.md', runbookSection(alert));

    const list = 'dashboards/exporters.ts';
    const entry = `{ definition: ${name}, alerts: ${name}Alerts, panels: ${name}Panels, row: ${name}Row }`;
    edits.insert(list, { before: /^\} as const;/ }, `  ${name}: ${entry},\n`);
    edits.addImport(list, name, `../metrics/exporters/${name}`);
    edits.addImport(list, `${name}Alerts`, `../rules/${name}`);
    for (const part of ['Panels', 'Row']) edits.addImport(list, `${name}${part}`, `./${name}`);
    return [];
  },
};
