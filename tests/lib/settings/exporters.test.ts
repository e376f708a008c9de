/** The exporters in a stack file: off without their group, and refused at once where they cannot work. */
import { trading } from '../../../platform';
import { toSettings } from '../../../lib/settings/settings';
import { ENCRYPTED } from '../../../lib/settings/raw';
import { EXPORTERS } from '../../support/exporters';
import { settingsErrors } from '../../support/settings-errors';

const PASSWORD = 'hush-hush';
const set = (exporters: unknown, otherGroups: object = {}) => ({ exporters, ...otherGroups });

test('an exporter is off without its group', () => {
  expect(toSettings(trading, 'dev', {}).exporters).toEqual({});
  expect(Object.keys(toSettings(trading, 'dev', set({ node: {} })).exporters)).toEqual(['node']);
});

test('an exporter that is switched off may keep its settings in the file', () => {
  const off = { ...EXPORTERS.exporters.redis, enabled: 'false' };
  expect(toSettings(trading, 'dev', set({ redis: off, node: {} })).exporters).toEqual({
    node: toSettings(trading, 'dev', set({ node: {} })).exporters.node,
  });
});

test('an exporter has a pinned image', () => {
  const { postgres, redis, node } = toSettings(trading, 'dev', EXPORTERS).exporters;
  for (const image of [postgres?.image, redis?.image, node?.image])
    expect(image).toMatch(/:v\d+\.\d+\.\d+(-alpine)?(@sha256:[0-9a-f]{64})?$/);
});

test.each<[string, unknown, string[]]>([
  [
    'nothing to watch',
    set({ postgres: {}, redis: {} }),
    [
      'exporters.postgres.address: missing; needs host:port of the server it watches',
      'exporters.postgres.password: missing; needs the password of its role',
      'exporters.redis.address: missing; needs host:port of the server it watches',
    ],
  ],
  ['nothing to watch by an exporter that is off', set({ postgres: { enabled: false } }), []],
  [
    'an address without a port',
    set({ redis: { address: 'redis' } }),
    ['exporters.redis.address: had "redis", needs host:port, such as "backend:8000"'],
  ],
  [
    'a data source in the place of its parts',
    set({ postgres: { dataSource: 'postgresql://x', address: 'db:5432', password: ENCRYPTED } }),
    [
      'exporters.postgres.dataSource: no such setting; it may have enabled, image, memory, address, database, user, password, sslMode',
    ],
  ],
  [
    'a database that would end the connection string',
    set({ postgres: { address: 'db:5432', password: ENCRYPTED, database: 'a?sslmode=disable' } }),
    [
      'exporters.postgres.database: had "a?sslmode=disable", needs letters, digits, "_" and "-", beginning with a letter',
    ],
  ],
  [
    'a moving image',
    set({ node: { image: 'prom/node-exporter:latest' } }),
    [
      'exporters.node.image: had "prom/node-exporter:latest", needs an image with a fixed tag or digest, such as "prom/prometheus:v3.16.0"; never "latest"',
    ],
  ],
])('%s', (_case, raw, messages) => {
  expect(settingsErrors(raw)).toEqual(messages);
});

test('a password in clear text is refused, and not printed', () => {
  const messages = settingsErrors(set({ redis: { address: 'redis:6379', password: PASSWORD } }));
  expect(messages).toEqual([
    'exporters.redis.password: is in clear text; `pulumi config set --secret --path exporters.redis.password` encrypts it',
  ]);
});

test.each([{ above: 0.5 }, { for: '1m' }, { enabled: false }])(
  'an override (%j) of an alert whose exporter is off names the exporter that it needs',
  (override) => {
    expect(settingsErrors({ thresholds: { HostDiskNearlyFull: override } })).toEqual([
      'thresholds.HostDiskNearlyFull: there is no such alert without exporters.node, which is off',
    ]);
    expect(settingsErrors(set({ node: {} }, { thresholds: { HostDiskNearlyFull: override } }))).toEqual([]);
  },
);

test('the error about an alert that several exporters have names them all', () => {
  const thresholds = { ExporterDown: { for: '1m' } };
  expect(settingsErrors({ thresholds })).toEqual([
    'thresholds.ExporterDown: there is no such alert without exporters.postgres or exporters.redis or exporters.node, which is off',
  ]);
  expect(settingsErrors(set({ redis: { address: 'redis:6379' } }, { thresholds }))).toEqual([]);
});

test.each(['prometheus', 'alertmanager', 'node-exporter'])('the platform cannot use the job %s', (job) => {
  expect(settingsErrors({ backend: { selector: { job } } })).toEqual([
    `backend.selector.job: had "${job}", which is the job of another part of the monitoring`,
  ]);
});
