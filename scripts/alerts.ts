/**
 * `npm run alerts -- --stack S`: the alerts with this stack's thresholds and receivers; `*` marks what the stack
 * overrides. With `--message NAME` it prints that alert's notifications instead, with example values. With `--replay
 * URL` it prints how often they fire over the history of a Prometheus; with `--try`, also for other thresholds; with
 * `--check-replay`, whether they really fired then; with `--noise`, which of them nobody could act on.
 */
import type { Alerting } from '../lib/settings/alerting';
import { nearest } from '../lib/settings/nearest';
import { describeReceivers, notificationRoutes, notificationWarnings } from '../lib/settings/notification-routes';
import type { Settings } from '../lib/settings/schema';
import { exampleNotification, exampleSeries } from '../lib/compile/example-notification';
import { ruleContext } from '../lib/settings/settings';
import { humanize } from '../lib/units';
import type { Threshold } from '../lib/alerting/alert';
import { alertNames } from '../lib/alerting/catalogue';
import { isAvailable, isEnabled, resolve, type Alert, type RuleContext } from '../lib/alerting/resolve';
import { kindsOfRoutes, messageFields, RECEIVER_KINDS, templates } from '../lib/receivers';
import { filledIn, renderMessage } from '../lib/servers/amtool';
import { command, required, UsageError, type Options } from '../lib/servers/command-line';
import { noiseLedger } from './replay/noise';
import { tenantOf } from './replay/run';
import { checkReplay, replayAlerts, rulesOfStack, tryNumbers, type ReplayTable } from './replay/tables';
import { platform, readKeys, settingsOf } from './support/stacks';
import { table } from './support/table';

const WORD = { above: 'above', below: 'below', fixed: 'at', objective: 'objective' } as const;

/** When an alert fires, such as "above 0.8 s". */
export const limitOf = ({ kind, value, unit }: Threshold): string => `${WORD[kind]} ${humanize(value, unit)}`;

/** Whether the stack has the alert; if not, why. */
function state({ name, requires = [], needsRecording }: Alert, context: RuleContext): string {
  if (needsRecording === true && !context.evaluatesRules) return 'needs external.ruler';
  if (!isAvailable(name, context)) return `needs exporters.${requires.join(' or ')}`;
  return isEnabled(name, context) ? 'on' : 'off *';
}

function row(alert: Alert, context: RuleContext, alerting: Alerting): string[] {
  const { threshold, overridden } = alert;
  const mark = (key: Alert['overridden'][number], text: string) => (overridden.includes(key) ? `${text} *` : text);
  const limit = limitOf(threshold);
  return [
    alert.group,
    alert.name,
    mark('severity', alert.severity),
    alert.component,
    threshold.kind === 'fixed' ? limit : mark(threshold.kind, limit),
    mark('for', alert.for),
    alert.minimumRate === undefined ? '' : mark('minimumRate', `${alert.minimumRate}/s`),
    state(alert, context),
    describeReceivers(alerting, alert.name === platform.heartbeat ? 'heartbeat' : alert.severity, alert.labels.team),
  ];
}

const spec = {
  usage:
    'npm run alerts -- --stack STACK [--message ALERT | --replay URL [--range 7d] [--tenant T] [--try ALERT.KEY=NUMBER,... | --check-replay | --noise [--most 4]]]',
  options: {
    stack: 'string',
    message: 'string',
    replay: 'string',
    range: 'string',
    tenant: 'string',
    try: 'string',
    'check-replay': 'boolean',
    noise: 'boolean',
    most: 'string',
  },
} as const;
type AlertsOptions = Options<typeof spec.options>;

/** How many notifications of an alert in the range are not yet noise: by default one a week, for 30 days. */
function mostOf({ most = '4' }: AlertsOptions): number {
  if (!/^\d{1,6}$/.test(most)) throw new UsageError(`--most ${most} is not a number of notifications such as 4`);
  return Number(most);
}

/** Prints the tables that have rows, or that sentence if the first has none. */
function printTables([first, ...more]: readonly [ReplayTable, ...ReplayTable[]], sentence?: string): void {
  if (first.gaps.length > 0) console.log(`${first.gaps.join('\n')}\n`);
  console.log(first.rows.length === 0 && sentence !== undefined ? sentence : table(first.head, first.rows));
  for (const { head, rows } of more) if (rows.length > 0) console.log(`\n${table(head, rows)}`);
}

/** The alerts over a server's history; returns 2 if a check finds that they fired at other times. */
async function overHistory(stack: string, settings: Settings, options: AlertsOptions): Promise<number> {
  const { noise = false, range = noise ? '30d' : '7d', tenant = tenantOf(settings) } = options;
  const source = { url: required(options, 'replay'), range, tenant };
  if (noise) {
    const { alerts, worst } = await noiseLedger(stack, readKeys(stack), source, mostOf(options));
    printTables([alerts, worst], `No alert would have notified in ${alerts.range}.`);
    return 0;
  }
  if (options['check-replay'] === true) {
    const result = await checkReplay(rulesOfStack(settings), source, settings.backend.selector);
    printTables([result], `Every alert fired in ${result.range} as its replay says.`);
    return result.rows.length > 0 ? 2 : 0;
  }
  const attempt = options.try;
  printTables([
    await (attempt === undefined
      ? replayAlerts(settings, source)
      : tryNumbers(stack, readKeys(stack), source, attempt)),
  ]);
  return 0;
}

function alertTable(context: RuleContext, alerting: Alerting): string {
  const rows = alertNames(platform).map((name) => row(resolve(name, context), context, alerting));
  return table(['group', 'alert', 'severity', 'component', 'fires', 'for', 'least volume', 'state', 'notifies'], rows);
}

/** An alert's notifications, firing and resolved, for each of the stack's receivers; for every kind if it has none. */
export async function exampleMessages(name: string, settings: Settings): Promise<string> {
  const names = alertNames(platform);
  if (!names.includes(name)) {
    const guess = nearest(name, names);
    throw new UsageError(`--message: there is no alert ${name}${guess === undefined ? '' : `; ${guess}?`}`);
  }
  const alert = resolve(name, ruleContext(settings));
  const series = exampleSeries(alert, platform);
  const filled = await Promise.all(series.map((each) => filledIn(alert, each)));
  const used = kindsOfRoutes(notificationRoutes(settings.alerting));
  const kinds = used.length === 0 ? RECEIVER_KINDS : used;
  const definitions = templates(settings.environment, kinds);
  const parts: string[] = [];
  for (const status of ['firing', 'resolved'] as const) {
    const data = exampleNotification(series, filled, status, settings.alertmanager.externalUrl);
    for (const kind of kinds)
      for (const [field, text] of Object.entries(messageFields(kind, settings.environment)))
        parts.push(`--- ${status}: ${kind.key} ${field}`, (await renderMessage(text, data, definitions)).trimEnd());
  }
  return parts.join('\n');
}

const REPLAYED = ['range', 'tenant', 'try', 'check-replay', 'noise', 'most'] as const;
if (require.main === module)
  void command(spec, async (options) => {
    const stack = required(options, 'stack');
    const settings = settingsOf(stack);
    if (REPLAYED.some((name) => options[name] !== undefined)) required(options, 'replay');
    if (options.replay !== undefined) return overHistory(stack, settings, options);
    if (options.message !== undefined) return console.log(await exampleMessages(options.message, settings));
    console.log(alertTable(ruleContext(settings), settings.alerting));
    console.log('\n* overridden by the stack');
    for (const warning of notificationWarnings(settings)) console.log(`! ${warning}`);
  });
