/** The component Observability in another program, on the real Pulumi engine; the providers are test doubles. */
import * as pulumi from '@pulumi/pulumi';
import * as random from '@pulumi/random';
import { Observability } from '../../components/observability';
import type { ObservabilityArgs } from '../../components/stack-args';
import { trading } from '../../platform';
import { callerOptions, type ReachedResources } from '../support/caller-options';
import { startEngine, decryptedResources, type Engine } from '../support/engine';
import { kubernetesSettings } from '../support/kubernetes';

let subject: Engine | undefined;
afterEach(() => subject?.close());

const observability = (name: string, settings: ObservabilityArgs, opts?: pulumi.ComponentResourceOptions) =>
  new Observability(name, { platform: trading, settings }, opts);

test('one program can have two, one on Docker and one in a cluster, with typed outputs', async () => {
  subject = await startEngine('dev', {}, async () => {
    const live = observability('live', kubernetesSettings() as ObservabilityArgs);
    const trial = observability('trial', { backend: { address: 'backend:8000' } });
    return {
      live: live.secretNames,
      folder: trial.folderUid,
      dataSource: trial.dataSourceUid,
      overview: trial.dashboardUrls.apply(({ overview }) => overview),
      password: trial.grafanaPassword,
    };
  });
  expect(Object.keys((await subject.stack.preview()).changeSummary)).toEqual(['create']);
  await subject.up();
  const outputs = await subject.stack.outputs();
  expect(outputs).toMatchObject({
    live: { value: { grafanaAdmin: 'trading-live-grafana-admin' } },
    folder: { value: 'trading-trial' },
    dataSource: { value: 'prometheus-trial' },
    overview: { value: 'http://localhost:3000/d/overview-trial' },
    password: { secret: true },
  });
  expect(Object.keys(await subject.up())).toEqual(['same']);
});

test('hooks, dependsOn, protect and transforms of the caller reach every child', async () => {
  const reached: ReachedResources = { transformed: [], hooked: [] };
  subject = await startEngine('dev', {}, async () => {
    observability('live', { backend: { address: 'backend:8000' } }, callerOptions(reached));
  });
  await subject.up();
  const children = (await decryptedResources(subject)).filter(({ urn }) => urn.includes('$'));
  const custom = children.filter(({ type }) => !type.startsWith('trading-observability:'));
  const nameOf = (urn: string) => urn.split('::').pop() ?? '';
  const withoutFirst = custom.filter(({ dependencies = [] }) => !dependencies.some((urn) => nameOf(urn) === 'first'));
  expect(children.filter(({ protect }) => protect !== true).map(({ urn }) => urn)).toEqual([]);
  expect(children.map(({ urn }) => nameOf(urn)).filter((name) => !reached.transformed.includes(name))).toEqual([]);
  expect(custom.map(({ urn }) => urn).filter((urn) => !reached.hooked.includes(urn))).toEqual([]);
  expect(withoutFirst.map(({ urn }) => urn)).toEqual([]);
  expect(custom.length).toBeGreaterThan(15);
});

const SECRET = '0123456789abcdef0123456789abcdef';
const host = (password: string) => `h${password.slice(0, 6)}.example.com`;
/** Arguments that are outputs of other resources; `password` is unknown in a preview, as only its creation returns it. */
const ARGUMENTS: Record<string, (password: pulumi.Output<string>) => ObservabilityArgs> = {
  // The backend, the images, the network and a credential.
  docker: (password) => ({
    backend: { address: pulumi.interpolate`${password.apply(host)}:8000` },
    docker: { network: pulumi.output('theirs') },
    prometheus: { image: pulumi.output('example.com/prometheus:v3.16.0') },
    exporters: { redis: { address: pulumi.output('redis.example.com:6379'), password: pulumi.secret(SECRET) } },
  }),
  // The kubeconfig, the context and the namespace.
  cluster: (password) => ({
    ...(kubernetesSettings() as ObservabilityArgs),
    kubernetes: {
      kubeconfig: pulumi.secret(pulumi.interpolate`kubeconfig of ${password.apply(host)}`),
      context: pulumi.output('theirs'),
      namespace: password.apply(() => 'namespace-of-theirs'),
    },
  }),
  // Addresses of an existing Grafana and Prometheus, and credentials.
  external: (password) => ({
    target: 'external',
    backend: { selector: { job: 'backend-api', environment: 'prod' } },
    external: {
      grafana: { url: pulumi.interpolate`https://${password.apply(host)}`, token: pulumi.secret(SECRET) },
      prometheus: {
        url: pulumi.output('https://prometheus.example.com/'),
        basicAuth: { username: pulumi.output('me'), password: pulumi.secret(SECRET) },
      },
    },
  }),
};
test('outputs of other resources are arguments on Docker, in a cluster and on servers of others', async () => {
  subject = await startEngine('dev', {}, async () => {
    const password = new random.RandomPassword('theirs', { length: 32 }).result;
    const components = Object.entries(ARGUMENTS).map(
      ([name, args]) => [name, observability(name, args(password))] as const,
    );
    return Object.fromEntries(components.map(([name, { grafanaUrl }]) => [name, grafanaUrl]));
  });
  expect(Object.keys((await subject.stack.preview()).changeSummary)).toEqual(['create']);
  await subject.up();
  const outputs = await subject.stack.outputs();
  const found = await decryptedResources(subject);
  const registered = JSON.stringify([outputs, ...found.flatMap((each) => [each.inputs, each.outputs])]);
  expect(/deferred-input.{0,30}/.exec(registered)?.[0]).toBeUndefined();
  const withHost = found.filter((each) => /h[0-9a-f]{6}\.example\.com/.test(JSON.stringify(each.inputs ?? {})));
  const names = withHost.map(({ urn }) => urn.split('::').pop()?.split('-')[0]);
  expect(names).toEqual(expect.arrayContaining(Object.keys(ARGUMENTS)));
  expect(subject.state().includes(SECRET)).toBe(false);
  expect(Object.keys(await subject.up())).toEqual(['same']);
});
/** One value for each credential; no value is a secret by itself. */
const receiversOf = (credential: (name: string) => pulumi.Output<string>) => ({
  slack: { url: credential('slack') },
  pagerduty: { integrationKey: credential('pagerduty') },
  telegram: { botToken: credential('telegram'), chat: '-100' },
  teams: { url: credential('teams') },
  opsgenie: { apiKey: credential('opsgenie') },
  pushover: { userKey: credential('pushover-user'), apiToken: credential('pushover-token') },
  webhook: { url: credential('webhook') },
  email: { to: ['sre@example.com'] },
});
const settingsWithCredentials = (
  engineName: 'grafana' | 'alertmanager',
  credential: (name: string) => pulumi.Output<string>,
): ObservabilityArgs => ({
  alerting: {
    engine: engineName,
    routes: { critical: receiversOf(credential) },
    teams: { platform: { routes: { warning: { slack: { botToken: credential('slack-bot'), channel: '#team' } } } } },
    deadMansSwitch: { url: credential('heartbeat') },
    smtp: { host: 'smtp.example.com:587', from: 'a@example.com', user: 'a', password: credential('smtp') },
  },
  prometheus: {
    remoteWrite: [
      {
        url: credential('receiver'),
        basicAuth: { username: credential('user'), password: credential('remote-password') },
      },
      { url: 'https://mimir.example.com/push', bearerToken: credential('remote-token') },
    ],
  },
});

/** The outputs anywhere in the properties of a resource. */
function outputsIn(value: unknown): pulumi.Output<unknown>[] {
  // With the outputs inside its value.
  if (pulumi.Output.isInstance(value)) return [pulumi.output(value)];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(outputsIn) : [];
}
test.each<[string, 'grafana' | 'alertmanager', object]>([
  ['Grafana on Docker', 'grafana', {}],
  ['Alertmanager on Docker', 'alertmanager', {}],
  ['Alertmanager in a cluster', 'alertmanager', kubernetesSettings()],
])(
  'credentials of receivers and of remote write from other resources are unknown in a preview and secret in the state: %s',
  async (_title, engineName, target) => {
    const credentials = new Set<string>();
    /** Properties that are outputs, each with its value: an apply waits for it. */
    const outputs: { readonly resource: string; readonly output: pulumi.Output<unknown> }[] = [];
    const values = new Map<pulumi.Output<unknown>, string>();
    subject = await startEngine('dev', {}, async () => {
      pulumi.runtime.registerStackTransformation(({ name, props }) => {
        for (const output of outputsIn(props)) {
          outputs.push({ resource: name, output });
          output.apply((value) => values.set(output, JSON.stringify(value)));
        }
        return undefined;
      });
      const password = new random.RandomPassword('theirs', { length: 32 }).result;
      const credential = (name: string) => {
        credentials.add(`credential-of-${name}.example.com`);
        return password.apply(() => `https://credential-of-${name}.example.com`);
      };
      observability('live', { ...settingsWithCredentials(engineName, credential), ...target });
    });
    await subject.stack.preview();
    expect([...values.values()].filter((text) => /deferred-input|credential-of/.test(text))).toEqual([]);
    const unknown = outputs.filter(({ output }) => !values.has(output));
    const isSecret = await Promise.all(unknown.map(({ output }) => pulumi.isSecret(output)));
    const unknownSecrets = unknown.filter((_each, index) => isSecret[index]).map(({ resource }) => resource);
    await subject.up();
    const state = subject.state();
    const found = (await decryptedResources(subject)).map(({ urn, inputs }) => ({
      urn,
      inputs: JSON.stringify(inputs ?? {}),
    }));
    expect(found.filter(({ inputs }) => inputs.includes('deferred-input'))).toEqual([]);
    const secrets = [...credentials].filter((each) => !/-of-(receiver|user)\./.test(each));
    expect(secrets.filter((each) => state.includes(each))).toEqual([]);
    expect(secrets.filter((each) => !found.some(({ inputs }) => inputs.includes(each)))).toEqual([]);
    const holders = found.filter(({ inputs }) => secrets.some((each) => inputs.includes(each)));
    expect(
      holders.map(({ urn }) => urn.split('::').pop()).filter((name = '') => !unknownSecrets.includes(name)),
    ).toEqual([]);
  },
);
