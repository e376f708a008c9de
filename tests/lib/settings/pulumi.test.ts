/** Settings as the engine passes them to the program. */
import { trading } from '../../../platform';
import * as pulumi from '@pulumi/pulumi';
import { readSettings } from '../../../lib/settings/pulumi';

const PROJECT = 'trading-observability';

/** The settings that the program reads from these texts. */
async function readWith(config: Readonly<Record<string, string>>, secrets: readonly string[] = []) {
  const mocks: pulumi.runtime.Mocks = { call: () => ({}), newResource: ({ name }) => ({ id: name, state: {} }) };
  await pulumi.runtime.setMocks(mocks, PROJECT, 'dev');
  pulumi.runtime.setAllConfig({ ...config }, [...secrets]);
  return readSettings(trading);
}

test('structured keys come as JSON, others as text', async () => {
  const settings = await readWith({
    [`${PROJECT}:environment`]: 'team-a',
    [`${PROJECT}:demo`]: 'true',
    [`${PROJECT}:thresholds`]: '{"HighAPILatency":{"above":"0.8","enabled":"true"}}',
    [`${PROJECT}:contacts`]: '{"hotline":112}',
  });
  expect(settings.environment).toBe('team-a');
  expect(settings.demo).toBe(true);
  expect(settings.thresholds.HighAPILatency).toEqual({ above: 0.8, enabled: true });
  expect(settings.contacts.hotline).toBe('112');
});

test('keys of providers and of the engine are ignored', async () => {
  expect((await readWith({ 'docker:host': 'tcp://elsewhere', 'pulumi:tags': '{}' })).environment).toBe('dev');
});

test('settings under a misspelt project are refused, not ignored', async () => {
  const misspelt = readWith({ 'trading-observabilty:thresholds': '{}', 'trading-observability-2:demo': 'true' });
  await expect(misspelt).rejects.toThrow(pulumi.RunError);
  await expect(misspelt).rejects.toThrow(
    /^stack "dev" has a mistake:\n {2}trading-observabilty:thresholds: .*did you mean trading-observability:thresholds\?$/,
  );
});

test('a mistake ends the program with only the message', async () => {
  const wrong = readWith({ [`${PROJECT}:tagret`]: 'docker', [`${PROJECT}:grafana`]: '{"port":0}' });
  await expect(wrong).rejects.toThrow(pulumi.RunError);
  await expect(wrong).rejects.toThrow(
    /^stack "dev" has 2 mistakes:\n {2}grafana\.port: had 0, needs a whole number from 1 to 65535\n {2}tagret: no such setting; .*did you mean target\?$/,
  );
});

test('a decrypted secret is not printed', async () => {
  const wrong = (secrets: string[]) =>
    readWith(
      { [`${PROJECT}:contacts`]: '{"slack":["hush"],"hotline":"hush"}', [`${PROJECT}:environment`]: 'HUSH' },
      secrets,
    );
  await expect(wrong([`${PROJECT}:environment`, `${PROJECT}:contacts`])).rejects.toThrow(
    /environment: had a secret, needs .*\n {2}contacts\.slack: had a secret/,
  );
  await expect(wrong([])).rejects.toThrow(/environment: had "HUSH"/);
});
