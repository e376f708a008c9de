/** Each kind of receiver is one file; everything else about it is derived from that file. */
import { trading } from '../../../platform';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { grafanaNotifications } from '../../../lib/compile/grafana-notifications';
import { RECEIVER_KINDS } from '../../../lib/receivers';
import { settingsWithAlerting } from '../../support/receivers';

const FOLDER = join(__dirname, '../../../lib/receivers');
const SHARED = ['index.ts', 'markup.ts', 'message-templates.ts', 'receiver-kind.ts'];

test('each kind is a file named by its key, and each file is listed', () => {
  const found = readdirSync(FOLDER).filter((file) => !SHARED.includes(file));
  expect(found.sort()).toEqual(RECEIVER_KINDS.map(({ key }) => `${key}.ts`).sort());
});

test.each(RECEIVER_KINDS.map(({ key }) => key))('%s has a test', (key) => {
  expect(existsSync(join(__dirname, `${key}.test.ts`))).toBe(true);
});

test.each(RECEIVER_KINDS.map((kind) => [kind.key, kind] as const))(
  '%s is supported by at least one engine',
  (_key, kind) => {
    expect(kind.alertmanager ?? kind.grafana).toBeDefined();
  },
);

test('each kind has its own configuration key in each engine: the diff and adoption recognize a kind by it', () => {
  const lists = RECEIVER_KINDS.flatMap(({ alertmanager, grafana }) => [
    ...(alertmanager === undefined ? [] : [alertmanager.list]),
    ...(grafana === undefined ? [] : [grafana.list]),
  ]);
  expect(lists).toEqual([...new Set(lists)]);
});

test('a stack has only the templates of the kinds that it uses', () => {
  const namesOf = (routes: object) => {
    const { template } = grafanaNotifications(settingsWithAlerting({ routes }).alerting, {
      catalogue: trading,
      environment: 'prod',
    })?.template ?? { template: '' };
    return [...template.matchAll(/define "trading-prod\.(\w+)"/g)].map(([, name]) => name);
  };
  const webhook = { webhook: { url: 'https://chat.example' } };
  expect(namesOf({ critical: webhook })).toEqual(['title', 'text', 'culprits', 'panel', 'acknowledge']);
  expect(namesOf({ critical: webhook, info: { slack: { url: 'x' } } })).toEqual([
    'title',
    'slackTitle',
    'text',
    'slack',
    'culprits',
    'panel',
    'acknowledge',
  ]);
});
