/** `npm run new -- exporter`: its file, an alert, a row, and its lines in the lists. */
import { exporterNames } from '../../metrics/exporters';
import { TEAM } from '../../rules/labels';
import { runbookSection } from './runbook-section';
import { scenarioFile } from './alert-scenario';
import { exporterDefinition, exporterRow, exporterRules } from './exporter-files';
import { nextPanelId } from './panel';
import { checkName, type Skeleton } from './skeleton';

export const exporter: Skeleton = {
  usage: '',
  options: [],
  write: (name, _options, edits) => {
    const words = 'write it in lower case, such as postgres';
    checkName('exporter', name, { form: /^[a-z][a-z0-9]*$/, words, names: exporterNames });
    const alert = `${name.charAt(0).toUpperCase()}${name.slice(1)}Down`;
    edits.create(`metrics/exporters/${name}.ts`, exporterDefinition(name));
    edits.create(`rules/${name}.ts`, exporterRules(name, alert));
    edits.create(`dashboards/${name}.ts`, exporterRow(name, nextPanelId('infrastructure')));
    edits.create(`tests/rules/scenarios/${alert}.yaml`, scenarioFile(alert, 'database', TEAM.database));
    edits.append('runbooks/infrastructure.md', runbookSection(alert));

    edits.insert('metrics/exporters/index.ts', { before: / \} as const satisfies Readonly</ }, `, ${name}`);
    edits.addImport('metrics/exporters/index.ts', name, `./${name}`);
    edits.insert('rules/infrastructure.ts', { before: / \};$/ }, `, ...${name}Alerts`);
    edits.addImport('rules/infrastructure.ts', `${name}Alerts`, `./${name}`);
    edits.insert('dashboards/infrastructure.ts', { after: /^const ROWS: [^;]*\n(?=\};)/ }, `  ${name}: ${name}Row,\n`);
    edits.insert('dashboards/infrastructure.ts', { after: /^ {2}\.\.\.nodePanels,\n/ }, `  ...${name}Panels,\n`);
    edits.addImport('dashboards/infrastructure.ts', `${name}Panels`, `./${name}`);
    edits.addImport('dashboards/infrastructure.ts', `${name}Row`, `./${name}`);
    return [];
  },
};
