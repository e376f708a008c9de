/** `docs/alerts.md`: the alerts of each stack of this repository, with the numbers in force. */
import { whoIsTold } from '../../lib/settings/alerting';
import { ruleContext, toSettings } from '../../lib/settings/settings';
import { readStackFile, stackNames } from '../../lib/settings/stack-file';
import { compile } from '../../lib/compile';
import { TITLES } from '../../lib/dashboards/frame';
import { dashboards, type Dashboards } from '../../lib/dashboards';
import { inWords } from '../../lib/units';
import { resolveAll, runbookFile, type Alert } from '../../lib/alerting/catalogue';
import { PROMETHEUS_UNREACHABLE, prometheusUnreachable } from '../../lib/alerting/data-source';
import { panelId } from '../../rules/panel-ids';
import { WATCHDOG } from '../../lib/alerting/routing';
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

/** What a row says of an alert, be it Prometheus' or Grafana's own. */
interface Row extends Pick<Alert, 'group' | 'severity' | 'for' | 'panel' | 'impact'> {
  readonly name: string;
  readonly limit: string;
  readonly by: readonly string[];
}
const row =
  (tells: (alert: Row) => string, shown: Dashboards) =>
  (alert: Row): string[] => {
    const { name, group, severity, limit, by, panel, impact } = alert;
    return [
      `[${name}](../runbooks/${runbookFile(group)}#${name.toLowerCase()})`,
      severity,
      limit,
      alert.for === '0s' ? 'at once' : inWords(alert.for),
      tells(alert),
      by.join(', '),
      cell(impact),
      `[${titleOf(shown, panel)}](dashboards.md#${headingOf(panel)})`,
    ];
  };

function section(stack: string): string {
  const settings = toSettings(stack, readStackFile(stack));
  const context = ruleContext(settings);
  const shown = dashboards(compile(settings).dashboardContext);
  const tells = ({ name, severity }: Pick<Alert, 'severity'> & { readonly name: string }) =>
    whoIsTold(settings.alerting, name === WATCHDOG ? 'heartbeat' : severity) || 'nobody';
  const describeRow = row(tells, shown);
  const unreachable = prometheusUnreachable(context);
  const rows = [
    ...resolveAll(context).map((alert) =>
      describeRow({ ...alert, limit: limitOf(alert.threshold), by: alert.measurement.by }),
    ),
    ...(settings.alerting.engine === 'grafana'
      ? [
          describeRow({
            ...unreachable,
            limit: 'at no answer',
            by: [],
            impact: unreachable.annotations.impact,
          }),
        ]
      : []),
  ];
  return `## ${stack}\n\n${table(HEAD, rows)}`;
}

export const alertsPage = (): string => `# Alerts

Written by \`npm run docs\` from the catalogue in \`rules/\` and the stacks' files. "Names" is the label that says who it is;
the first link opens what to do, the last the dashboard with the panel. \`npm run alerts -- --stack S --message NAME\` prints what a message looks like.
${PROMETHEUS_UNREACHABLE} is Grafana's own alert: it exists where Grafana notifies, and no stack file changes it.

${stackNames().map(section).join('\n\n')}
`;
