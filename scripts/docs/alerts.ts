/** `docs/alerts.md`: every alert with its notification, and the overrides of this repository's stacks. */
import { dataSource } from '../../rules/data-source';
import { trading } from '../../platform';
import { describeReceivers } from '../../lib/settings/notification-routes';
import { ruleContext, toSettings } from '../../lib/settings/settings';
import { readStackFile, stackNames } from '../../lib/settings/stack-file';
import { exampleSeries } from '../../lib/compile/example-notification';
import { inWords } from '../../lib/units';
import { runbookFile } from '../../lib/alerting/catalogue';
import { dataSourceAlert } from '../../lib/alerting/data-source';
import { filledIn } from '../../lib/servers/amtool';
import { resolve, resolveAll, type Alert, type RuleContext } from '../../lib/alerting/resolve';
import { limitOf } from '../alerts';
import { cell, table } from '../support/table';

const stacks = stackNames().map((stack) => {
  const settings = toSettings(trading, stack, readStackFile(stack));
  return { stack, alerting: settings.alerting, context: ruleContext(settings) };
});

const link = ({ name, group }: Pick<Alert, 'group'> & { readonly name: string }): string =>
  `[${name}](../runbooks/${runbookFile(group)}#${name.toLowerCase()})`;

/** A stack file's override of an alert, such as "above 0.8 s"; empty if it has none. */
function overridesOf(name: Alert['name'], context: RuleContext): string[] {
  const { overridden, threshold, severity, minimumRate, for: duration } = resolve(name, context);
  if (context.thresholds[name]?.enabled === false) return ['off'];
  return overridden.map((key) => {
    if (key === 'above' || key === 'below' || key === 'objective') return limitOf(threshold);
    if (key === 'for') return `for ${inWords(duration)}`;
    if (key === 'minimumRate') return `least volume ${minimumRate ?? 0}/s`;
    return key === 'severity' ? severity : key;
  });
}

/** Each stack that differs from the catalogue, with its overrides. */
const differences = (name: Alert['name']): string =>
  stacks
    .map(({ stack, context }) => ({ stack, texts: overridesOf(name, context) }))
    .filter(({ texts }) => texts.length > 0)
    .map(({ stack, texts }) => `${stack}: ${texts.join(', ')}`)
    .join('; ');

async function row(alert: Alert): Promise<string[]> {
  const worst = exampleSeries(alert, trading).at(-1) ?? { labels: {}, value: 0 };
  const { description = '' } = await filledIn(alert, worst);
  const overrides = differences(alert.name);
  return [overrides === '' ? link(alert) : `${link(alert)} (${overrides})`, alert.severity, cell(description)];
}

export async function alertsPage(): Promise<string> {
  const context = { ...ruleContext(toSettings(trading, 'default', {})), exporters: Object.keys(trading.exporters) };
  const unreachable = dataSourceAlert(context);
  const rows = [
    ...(await Promise.all(resolveAll(context).map(row))),
    ...(unreachable === undefined
      ? []
      : [[link(unreachable), unreachable.severity, cell(unreachable.annotations.description)]]),
  ];
  const receivers = stacks.map(({ stack, alerting }) => [
    stack,
    alerting.engine,
    ...(['critical', 'warning', 'info', 'heartbeat'] as const).map((severity) => describeReceivers(alerting, severity)),
  ]);
  return `# Alerts

\`npm run docs\` writes this page from \`rules/\` and the stack files. The name links to the runbook; behind it stands what a stack
overrides. The text is the alert's sentence with the catalogue's limit and an example value, then the impact. Alerts on Postgres, Redis, hosts
and exporters exist where the exporter does; ${dataSource.name} exists where Grafana notifies.

${table(['alert', 'severity', 'the notification says'], rows)}

## Receivers

${table(['stack', 'engine', 'critical', 'warning', 'info', 'Watchdog'], receivers)}
`;
}
