/** The policies pass every stack that the docs show, and both engines on each target, on the real Pulumi engine. */
import { documentedStacks, type DocumentedStack } from '../support/documented-stacks';
import { startEngine, type Engine } from '../support/engine';
import {
  CERTIFICATE_AUTHORITY,
  fullKubernetesSettings,
  kubernetesSettings,
  REMOTE_WRITE_URL,
} from '../support/kubernetes';
import { previewWithPolicies } from '../support/policy-verdict';
import { EVERY_RECEIVER, SECRETS } from '../support/receivers';

const EXPORTERS = {
  exporters: { postgres: { address: 'db:5432' }, redis: { address: 'redis:6379' }, node: {} },
};
const STORE_PASSWORDS = { 'exporters.postgres.password': 'unseen', 'exporters.redis.password': 'unseen' };
/** Every setting that a stack can have on this target with this engine. */
const wholeStack = (target: string, alertingEngine: string): DocumentedStack => {
  const alerting = { ...EVERY_RECEIVER, engine: alertingEngine };
  const routes = Object.fromEntries(Object.entries(SECRETS).map(([path, value]) => [`alerting.${path}`, value]));
  const { prometheus: _withCredentials, ...cluster } = fullKubernetesSettings;
  // Names of Secrets are no credentials.
  const bearerToken = { secretKeyRef: { name: 'mimir', key: 'token' } };
  const prometheus = { remoteWrite: [{ url: REMOTE_WRITE_URL, bearerToken, tls: { ca: CERTIFICATE_AUTHORITY } }] };
  const settings = { environment: 'test', alerting, ...EXPORTERS };
  return {
    title: `target ${target}, engine ${alertingEngine}, with all that it takes`,
    settings:
      target === 'kubernetes' ? kubernetesSettings({ ...cluster, prometheus, ...settings }) : { target, ...settings },
    secrets: { ...routes, ...STORE_PASSWORDS },
  };
};
const stacks = [
  ...documentedStacks,
  ...['docker', 'kubernetes'].flatMap((target) => ['grafana', 'alertmanager'].map((each) => wholeStack(target, each))),
];

test('the docs show a stack for each target', () => {
  const targets = documentedStacks.map(({ settings }) => settings.target ?? 'docker');
  expect([...new Set(targets)].sort()).toEqual(['docker', 'external', 'kubernetes']);
});

let subject: Engine;
beforeAll(async () => {
  subject = await startEngine('dev', {});
});
afterAll(() => subject?.close());

test.each(stacks)('$title passes', async ({ settings, secrets }) => {
  subject.configure(settings);
  if (Object.keys(secrets).length > 0) await subject.setSecrets(secrets);
  const { messages, advice, failed } = await previewWithPolicies(subject);
  expect({ refused: [...messages.values()], advice, failed }).toEqual({ refused: [], advice: [], failed: false });
});
