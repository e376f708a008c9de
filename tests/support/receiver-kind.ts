/** The promises of every kind of receiver. Its own test calls `checkReceiverKind` with an example of its settings. */
import { trading } from '../../platform';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { credential } from '../../policies/secrets';
import { compile, type Content } from '../../lib/compile';
import { files } from '../../lib/compile/files';
import { grafanaNotifications } from '../../lib/compile/grafana-notifications';
import type { ReceiverKey } from '../../lib/receivers';
import type { ReceiverKind } from '../../lib/receivers/receiver-kind';
import { readRendered } from '../../lib/review/diff/rendered';
import { compareRouting } from '../../lib/review/diff/routing';
import { tool } from '../../lib/servers/tools';
import { writeFiles } from '../../lib/servers/write-files';
import { Secret } from '../../lib/settings/secret';
import { SettingsError, toSettings } from '../../lib/settings/settings';
import { settingsWithAlerting } from './receivers';

const run = promisify(execFile);

export interface ReceiverExample {
  /** Settings of the kind with every key. */
  readonly settings: object;
  /** Other keys of `alerting` that it needs. */
  readonly alerting?: object;
}

/** All credentials in a value. */
const revealCredentials = (value: unknown): string[] =>
  value instanceof Secret
    ? [value.reveal()]
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(revealCredentials)
      : [];

/** The credentials of a value that have to be encrypted, with the path of their property. */
function encryptedCredentials(value: unknown, path = ''): { path: string; secret: Secret }[] {
  if (value instanceof Secret) return value.open ? [] : [{ path, secret: value }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    encryptedCredentials(inner, path === '' ? key : `${path}.${key}`),
  );
}

/** The errors about these keys of a stack. */
export function problemsOf(raw: object): readonly string[] {
  try {
    toSettings(trading, 'prod', raw);
    return [];
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return error.problems.map(({ key, message }) => `${key}: ${message}`);
  }
}

export function checkReceiverKind(kind: ReceiverKind, example: ReceiverExample): void {
  const engine = kind.grafana === undefined ? 'alertmanager' : 'grafana';
  const alerting = { engine, ...example.alerting, routes: { critical: { [kind.key]: example.settings } } };
  const { critical } = settingsWithAlerting(alerting).alerting.routes;
  const settings = critical?.[kind.key as ReceiverKey];
  const credentials = revealCredentials(settings);
  let compiled: Content | undefined;
  const compileContent = (): Content => (compiled ??= compile(settingsWithAlerting(alerting)));

  describe(`the receiver kind ${kind.key}`, () => {
    const { alertmanager, grafana } = kind;
    test('is refused with a credential in clear text', () => {
      const problems = problemsOf({ alerting }).filter((problem) => problem.includes('alerting.routes'));
      expect(problems.toSorted()).toEqual(
        encryptedCredentials(settings)
          .map(({ path }) => {
            const key = `alerting.routes.critical.${kind.key}.${path}`;
            return `${key}: is in clear text; \`pulumi config set --secret --path ${key}\` encrypts it`;
          })
          .sort(),
      );
    });

    if (alertmanager !== undefined) {
      test('is loaded by Alertmanager', async () => {
        const folder = mkdtempSync(join(tmpdir(), 'receiver-'));
        try {
          writeFiles(files(compileContent()), folder);
          const config = join(folder, 'alertmanager/alertmanager.yml');
          const { stdout } = await run(await tool('amtool'), ['check-config', config]);
          expect(stdout).toContain('SUCCESS');
        } finally {
          rmSync(folder, { recursive: true, force: true });
        }
      });

      test('passes its credentials to Alertmanager as files', () => {
        const { secrets } = compileContent().alertmanager;
        const values = Object.entries(secrets)
          .filter(([name]) => name.startsWith('critical-'))
          .map(([, secret]) => secret.reveal());
        expect(values.sort()).toEqual([...credentials].sort());
      });

      test('is named by the diff', () => {
        const routes = { critical: { webhook: { url: 'https://x.example' }, slack: { url: 'x' } } };
        const before = compile(settingsWithAlerting({ engine, routes }));
        const [change] = compareRouting(readRendered(files(before)), readRendered(files(compileContent())));
        expect(change?.parts.map(({ text }) => text)).toEqual([`notify ${kind.name}, was Slack and a webhook`]);
      });
    }

    if (grafana !== undefined)
      test('passes its credentials to Grafana as secrets of its contact point', () => {
        const [point] =
          grafanaNotifications(settingsWithAlerting(alerting).alerting, { catalogue: trading, environment: 'prod' })
            ?.contactPoints ?? [];
        expect(point).toHaveProperty(grafana.list);
        expect(revealCredentials(point).sort()).toEqual([...credentials].sort());
        for (const { path, secret } of encryptedCredentials(point)) {
          const property = path.split('.').at(-1) ?? '';
          expect([property, credential(property, secret.reveal())]).toEqual([property, true]);
        }
      });

    test('has no credential in a rendered file', () => {
      const text = JSON.stringify(files(compileContent()));
      for (const value of credentials) expect(text).not.toContain(value);
    });
  });
}
