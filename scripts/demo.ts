/** `make demo`: a local stack without Docker, with a live page of its alerts and notifications until Ctrl-C. */
import { trading } from '../platform';
import { rmSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { readStackFile } from '../lib/settings/stack-file';
import { panelQueries } from '../lib/dashboards';
import { seconds } from '../lib/units';
import { ruleContext, toSettings } from '../lib/settings/settings';
import { resolveAll } from '../lib/alerting/resolve';
import { command } from '../lib/servers/command-line';
import { writeText } from '../lib/servers/write-files';
import { DEMO_ADDRESS } from './support/demo-address';
import { startLocalStack, type LocalStack } from './support/local-stack';
import { startReceiver, type Notification } from '../lib/servers/webhook-receiver';
import { instantiate } from '../lib/dashboards/variables';

/** Durations short enough to watch: an alert fires within a minute or two of its scenario. */
const SHORT = '30s';

const COLOURS = { firing: 31, pending: 33, inactive: 32, unknown: 90 } as const;
const paint = (text: string, state: keyof typeof COLOURS) =>
  process.stdout.isTTY ? `\u001b[${COLOURS[state]}m${text}\u001b[0m` : text;

async function panelsWithData(localStack: LocalStack): Promise<[number, number]> {
  const queries = panelQueries(localStack.content.dashboardContext).filter(({ emptyWhenWell }) => !emptyWhenWell);
  const filled = await Promise.all(
    queries.map(async ({ expr }) => (await localStack.query(instantiate(expr))).length > 0),
  );
  return [filled.filter(Boolean).length, queries.length];
}

/** Path of the terminal's own webhook receiver, which replaces all others. */
const RECEIVER = 'everybody';
/** Number of notifications that the page shows. */
const SHOWN_NOTIFICATIONS = 5;

const message = (notification: Notification) =>
  notification.alerts.map(({ labels, annotations }) => {
    const text = notification.status === 'firing' ? annotations.description : annotations.summary;
    return `  [${notification.status.toUpperCase()}] ${labels.alertname} -> ${labels.severity}: ${text}`;
  });

/** The page for the state of the local stack, as text. `notifications`: what its receiver got, oldest first. */
export async function page(
  localStack: LocalStack,
  scenario: string,
  notifications: readonly Notification[],
): Promise<string> {
  const { content, settings, grafana } = localStack;
  const [up, rules, [filled, queries]] = await Promise.all([
    localStack.query(`up{job="${settings.backend.selector.job}"}`),
    localStack.rules(),
    panelsWithData(localStack),
  ]);
  const alerts = rules.filter(({ type }) => type === 'alerting');
  const sick = rules.filter(({ health }) => health === 'err').length;
  const answering = up.filter(({ value }) => value[1] === '1').length;
  const width = Math.max(...content.alerts.map(({ name }) => name.length));
  return [
    `backend     ${localStack.backendUrl}/metrics   scenario: ${scenario}`,
    `prometheus  ${localStack.prometheusUrl}   alertmanager  ${localStack.alertmanagerUrl}`,
    `grafana     ${'url' in grafana ? grafana.url : `none (${grafana.absent})`}`,
    `target      ${answering} of ${up.length} up`,
    `rules       ${rules.length} loaded, ${sick} failing`,
    `panels      ${filled} of ${queries} queries with data`,
    '',
    ...content.alerts.map(({ name, severity }) => {
      const state = alerts.find((alert) => alert.name === name)?.state ?? 'unknown';
      return `  ${paint(name.padEnd(width), state)}  ${severity.padEnd(8)}  ${paint(state, state)}`;
    }),
    '',
    `notified    ${notifications.length === 0 ? 'nobody yet' : `${notifications.length} messages; the last ones:`}`,
    ...notifications.slice(-SHOWN_NOTIFICATIONS).flatMap(message),
    '',
    'another scenario: make scenario NAME=...   (make scenario lists them)',
    'Ctrl-C ends all.',
  ].join('\n');
}

/** Shows the page until the user stops it, and stops the local stack. */
async function show(
  localStack: LocalStack,
  notifications: () => readonly Notification[],
  once: boolean,
): Promise<void> {
  let running = true;
  const end = () => (running = false);
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
  try {
    while (running) {
      const current = (await (await fetch(`${localStack.backendUrl}/scenario`)).json()) as { current: string };
      const text = await page(localStack, current.current, notifications());
      process.stdout.write(process.stdout.isTTY ? `\u001b[2J\u001b[H${text}\n` : `${text}\n`);
      if (once) break;
      await pause(2000);
    }
  } finally {
    await localStack.stop();
  }
}

if (require.main === module) {
  const usage = 'make demo [SCENARIO=NAME], or tsx scripts/demo.ts [--scenario NAME] [--stack STACK] [--once]';
  void command({ usage, options: { scenario: 'string', stack: 'string', once: 'boolean' } }, async (options) => {
    const { scenario = 'healthy', stack = 'dev', once = false } = options;
    const raw = readStackFile(stack);
    const overrides = (raw.thresholds ?? {}) as Readonly<Record<string, object>>;
    const all = resolveAll(ruleContext(toSettings(trading, stack, raw)));
    const slow = all.filter((alert) => seconds(alert.for) > seconds(SHORT));
    const thresholds = {
      ...overrides,
      ...Object.fromEntries(slow.map(({ name }) => [name, { ...overrides[name], for: SHORT }])),
    };
    const receiver = await startReceiver();
    try {
      const localStack = await startLocalStack({
        stack,
        raw: { ...raw, backend: { scrapeInterval: '2s' }, thresholds },
        scenario,
        receiver: receiver.url(RECEIVER),
        withGrafana: true,
      });
      writeText(DEMO_ADDRESS, localStack.backendUrl);
      await show(localStack, () => receiver.received(RECEIVER), once);
    } finally {
      rmSync(DEMO_ADDRESS, { force: true });
      await receiver.close();
    }
  });
}
