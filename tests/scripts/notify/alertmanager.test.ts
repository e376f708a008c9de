/** `make notify` through a real Alertmanager, with receivers that accept, refuse and time out. */
import { chooseReceivers, testReceivers } from '../../../scripts/notify/test-receivers';
import type { Json } from '../../../lib/json-values';
import { toGroups } from '../../../lib/json-values';
import { waitFor } from '../../../lib/servers/processes';
import { startAlertmanager, type AlertmanagerServer } from '../../support/alertmanager-server';
import { settingsWithAlerting } from '../../support/receivers';
import { startStandIn, type StandInServer } from '../../support/stand-in-server';

const CHAT_NOT_FOUND = '{"ok":false,"error_code":400,"description":"Bad Request: chat not found"}';
const TOKEN = '123456789:stand-in-token-that-is-secret';
let standIn: StandInServer;
let alertmanager: AlertmanagerServer;

const alerting = () => ({
  engine: 'alertmanager',
  routes: {
    critical: { webhook: { url: `${standIn.url}/takes` }, telegram: { botToken: TOKEN, chat: '-100' } },
    warning: { webhook: { url: `${standIn.url}/stalls?token=secret` } },
    info: { webhook: { url: `${standIn.url}/info` } },
  },
  muteTimings: { always: [{}] },
  deadMansSwitch: { url: `${standIn.url}/heartbeat` },
});
const settings = () => settingsWithAlerting(alerting(), 'dev');

beforeAll(async () => {
  standIn = await startStandIn(({ path }) => {
    if (path.startsWith('/stalls')) return undefined;
    return path.startsWith('/bot') ? { status: 400, body: CHAT_NOT_FOUND } : { status: 200, body: '' };
  });
  const leadToStandIn = (config: Json): Json => ({
    ...config,
    receivers: toGroups(config.receivers).map(({ telegram_configs: telegrams, ...receiver }) => ({
      ...receiver,
      ...(telegrams !== undefined && {
        telegram_configs: toGroups(telegrams).map((each) => ({ ...each, api_url: standIn.url })),
      }),
    })),
  });
  alertmanager = await startAlertmanager(settings(), leadToStandIn);
});
afterAll(async () => {
  await alertmanager?.stop();
  await standIn?.close();
});

async function notify(receivers: readonly string[], readLog = () => Promise.resolve(alertmanager.log())) {
  const lines: string[] = [];
  const server = { name: 'Alertmanager', url: alertmanager.url };
  const failed = await testReceivers({ engine: 'alertmanager', server, readLog }, settings(), receivers, (line) =>
    lines.push(line),
  );
  return { lines, failed };
}

test('notify names receivers that accept the test, and quotes those that refuse it', async () => {
  const { lines, failed } = await notify(['critical', 'dead-mans-switch']);
  expect(lines).toEqual([
    'critical, a webhook: taken',
    expect.stringMatching(/^critical, Telegram: not taken: .*chat not found.*\(400\)/),
    'dead-mans-switch, a webhook: taken',
  ]);
  expect(failed).toBe(1);
  expect(lines.join()).not.toContain(TOKEN);
}, 60_000);

test('notify names a receiver that does not answer, though warnings are muted now, without its address', async () => {
  const { lines, failed } = await notify(['warning']);
  expect(lines).toEqual([expect.stringMatching(/^warning, a webhook: not taken: .*deadline exceeded/)]);
  expect(lines.join()).not.toContain('secret');
  expect(failed).toBe(1);
}, 60_000);

test('the message says that it is a test, and a second message that it has ended', async () => {
  await notify(['info']);
  const payloads = await waitFor('the end of the test', () => {
    const found = standIn.requests
      .filter(({ path }) => path === '/info')
      .map(({ body }) => JSON.parse(body) as { readonly status: string; readonly alerts: unknown });
    return Promise.resolve(found.some(({ status }) => status === 'resolved') ? found : undefined);
  });
  expect(payloads[0]).toMatchObject({
    status: 'firing',
    alerts: [
      {
        labels: { alertname: 'NotificationTest', environment: 'dev', notification_test: 'info', severity: 'test' },
        annotations: { summary: 'Test of the receiver info: nothing is wrong (dev)' },
      },
    ],
  });
}, 60_000);

test('notify reports a refusal without its text if the log cannot be read', async () => {
  const { lines } = await notify(['critical'], () => Promise.reject(new Error('no Docker here')));
  expect(lines).toEqual([
    'critical, a webhook: taken',
    "critical, Telegram: not taken: refused; Alertmanager's log, which says why, cannot be read",
  ]);
}, 60_000);

test('a receiver that is not deployed fails the command', async () => {
  expect(await notify(['trading-critical'])).toEqual({
    lines: ['trading-critical: not deployed, or by an earlier version: make up'],
    failed: 1,
  });
});

test('an unknown receiver is refused with the nearest name', () => {
  expect(() => chooseReceivers(settings(), 'critcal')).toThrow(
    'There is no receiver critcal; did you mean critical? The stack has critical, warning, info, dead-mans-switch.',
  );
});
