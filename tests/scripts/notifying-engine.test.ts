/** How a command reaches the engine of a deployed stack: its address and its credentials. */
import { withNotifyingEngine } from '../../scripts/support/notifying-engine';
import type { Settings } from '../../lib/settings/schema';
import { toSettings } from '../../lib/settings/settings';
import { trading } from '../../platform';
import { kubernetesSettings } from '../support/kubernetes';

const settingsOf = (raw: object): Settings => toSettings(trading, 'prod', raw, new Set(['external']));
/** A stack with these deployed outputs, and a token in its file. */
const deployed = (values: Readonly<Record<string, unknown>>) => ({
  name: 'prod',
  exportStack: () =>
    Promise.resolve({ version: 3, deployment: { resources: [{ type: 'pulumi:pulumi:Stack', outputs: values }] } }),
  getConfig: () => Promise.resolve({ value: 'token', secret: true }),
});
const serverOf = (raw: object, values: Readonly<Record<string, unknown>>) =>
  withNotifyingEngine(deployed(values), settingsOf(raw), ({ server }) => Promise.resolve(server));

const LOGIN = { grafanaUser: 'admin', grafanaPassword: { plaintext: '"secret"' } };
const EXTERNAL = {
  target: 'external',
  backend: { selector: { job: 'backend' } },
  external: {
    grafana: { url: 'https://g.example.com', token: 'x' },
    prometheus: { url: 'https://p.example.com', evaluatesRules: true },
  },
};

test.each<[string, object, Readonly<Record<string, unknown>>, object]>([
  [
    'Alertmanager on Docker, by its port',
    { alerting: { engine: 'alertmanager' }, alertmanager: { port: 9193, externalUrl: 'https://am.example.com' } },
    { alertingEngine: 'alertmanager' },
    { name: 'Alertmanager', url: 'http://localhost:9193' },
  ],
  [
    'Alertmanager in a cluster, by the address that it has',
    kubernetesSettings({
      alerting: { engine: 'alertmanager' },
      alertmanager: { externalUrl: 'https://am.example.com/' },
    }),
    { alertingEngine: 'alertmanager' },
    { name: 'Alertmanager', url: 'https://am.example.com' },
  ],
  [
    "the stack's own Grafana, with its password",
    {},
    { alertingEngine: 'grafana', ...LOGIN },
    {
      name: 'Grafana',
      url: 'http://localhost:3000',
      authorization: `Basic ${Buffer.from('admin:secret').toString('base64')}`,
    },
  ],
  [
    'a Grafana of others, with the token',
    EXTERNAL,
    { alertingEngine: 'grafana' },
    { name: 'Grafana', url: 'https://g.example.com', authorization: 'Bearer token' },
  ],
])('%s', async (_case, raw, values, expected) => {
  expect(await serverOf(raw, values)).toEqual(expected);
});

test.each<[string, object, Readonly<Record<string, unknown>>, string]>([
  ['a stack that is not deployed', {}, {}, 'Stack "prod" is not deployed yet: make up STACK=prod'],
  [
    'another engine than the deployed one',
    { alerting: { engine: 'alertmanager' } },
    { alertingEngine: 'grafana' },
    "alerting.engine is alertmanager in the stack's file, and grafana is deployed: make up STACK=prod",
  ],
  [
    'an Alertmanager of others',
    { ...EXTERNAL, alerting: { engine: 'alertmanager' } },
    { alertingEngine: 'alertmanager' },
    "Alertmanager is not this stack's with target external: use its own page or amtool",
  ],
])('%s is refused in a sentence', async (_case, raw, values, sentence) => {
  await expect(serverOf(raw, values)).rejects.toThrow(sentence);
});
