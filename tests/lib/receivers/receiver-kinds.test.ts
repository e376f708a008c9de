/** One kind, one file: what else the tree has of a kind is made from it. */
import { trading } from '../../../platform';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { grafanaNotifications } from '../../../lib/compile/grafana-notifications';
import { RECEIVER_KINDS } from '../../../lib/receivers';
import { routed } from '../../support/receivers';

const FOLDER = join(__dirname, '../../../lib/receivers');
const SHARED = [
  'html-markup.ts',
  'index.ts',
  'markdown-markup.ts',
  'message-limits.ts',
  'message-templates.ts',
  'plain-markup.ts',
  'receiver-kind.ts',
];

test('each kind is a file of its key, and each file is listed', () => {
  const found = readdirSync(FOLDER).filter((file) => !SHARED.includes(file));
  expect(found.sort()).toEqual(RECEIVER_KINDS.map(({ key }) => `${key}.ts`).sort());
});

test.each(RECEIVER_KINDS.map(({ key }) => key))('%s has a test', (key) => {
  expect(existsSync(join(__dirname, `${key}.test.ts`))).toBe(true);
});

test.each(RECEIVER_KINDS.map((kind) => [kind.key, kind] as const))('%s is sent by an engine', (_key, kind) => {
  expect(kind.alertmanager ?? kind.grafana).toBeDefined();
});

test('no list of an engine has two kinds: the diff and adoption name a kind by its list', () => {
  const lists = RECEIVER_KINDS.flatMap(({ alertmanager, grafana }) => [
    ...(alertmanager === undefined ? [] : [alertmanager.list]),
    ...(grafana === undefined ? [] : [grafana.list]),
  ]);
  expect(lists).toEqual([...new Set(lists)]);
});

test('a stack has the templates of the kinds that it uses, and no others', () => {
  const namesOf = (routes: object) => {
    const { template } = grafanaNotifications(routed({ routes }).alerting, { catalogue: trading, environment: 'prod' })
      ?.template ?? { template: '' };
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
