/** `docs/alerts.md`: the alerts of each stack of this repository, with the numbers in force. */
import { whoIsTold } from '../../config/alerting';
import { ruleContext, toSettings } from '../../config/settings';
import { readStackFile, stackNames } from '../../config/stack-file';
import { compile } from '../../compile';
import { TITLES } from '../../dashboards/frame';
import { dashboards, type Dashboards } from '../../dashboards';
import { inWords } from '../../metrics/units';
import { resolveAll, runbookFile, type Alert } from '../../rules/catalogue';
import { panelId } from '../../rules/panel-ids';
import { WATCHDOG } from '../../rules/routing';
import { cell, limitOf, table } from '../alerts';

const HEAD = ['alert', 'severity', 'fires', 'for', 'tells', 'names', 'means', 'panel'];

/** The panel's title on its dashboard. */
function titleOf(shown: Dashboards, ref: Alert['panel']): string {
  const panel = shown[ref.dashboard]?.panels.find(({ id }) => id === panelId(ref));
  if (panel === undefined)
    throw new Error(`dashboards/${ref.dashboard}.ts: no panel for the id ${ref.panel} of rules/panel-ids.ts`);
  return cell(panel.title);
}

/** Its section in docs/dashboards.md. */
const headingOf = ({ dashboard }: Alert['panel']): string =>
  TITLES[dashboard]
    .replace(/ Dashboard$/, '')
    .toLowerCase()
    .replaceAll(' ', '-');

const row =
  (tells: (alert: Alert) => string, shown: Dashboards) =>
  (alert: Alert): string[] => {
    const { name, group, severity, threshold, measurement, panel, impact } = alert;
    return [
      `[${name}](../runbooks/${runbookFile(group)}#${name.toLowerCase()})`,
      severity,
      limitOf(threshold),
      alert.for === '0s' ? 'at once' : inWords(alert.for),
      tells(alert),
      measurement.by.join(', '),
      cell(impact),
      `[${titleOf(shown, panel)}](dashboards.md#${headingOf(panel)})`,
    ];
  };

function section(stack: string): string {
  const settings = toSettings(stack, readStackFile(stack));
  const tells = ({ name, severity }: Alert) =>
    whoIsTold(settings.alerting, name === WATCHDOG ? 'heartbeat' : severity) || 'nobody';
  return `## ${stack}\n\n${table(HEAD, resolveAll(ruleContext(settings)).map(row(tells, dashboards(compile(settings).dashboardContext))))}`;
}

export const alertsPage = (): string => `# Alerts

Written by \`npm run docs\` from the catalogue in \`rules/\` and the stacks' files. "Names" is the label that says who it is;
the first link opens what to do, the last the dashboard with the panel. \`npm run alerts -- --stack S --message NAME\` prints what a message looks like.

${stackNames().map(section).join('\n\n')}
`;
