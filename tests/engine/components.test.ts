/** The components in another program, on the real Pulumi engine; the providers are test doubles. */
import * as docker from '@pulumi/docker';
import * as kubernetes from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import * as grafana from '@pulumiverse/grafana';
import { DockerStack } from '../../components/docker';
import { RulerRules } from '../../components/external/ruler';
import { GrafanaContent } from '../../components/grafana';
import { KubernetesStack } from '../../components/kubernetes';
import { compileStack } from '../../components/prepared-stack';
import { compile } from '../../lib/compile';
import { toSettings } from '../../lib/settings/settings';
import { trading } from '../../platform';
import { callerOptions, type ReachedResources } from '../support/caller-options';
import { startEngine, PROJECT, decryptedResources, type Engine } from '../support/engine';
import { kubernetesSettings } from '../support/kubernetes';
import { startRuler, type Ruler } from '../support/ruler';

const AUTHORIZATION = 'Bearer ruler';
let subject: Engine | undefined;
let mimir: Ruler;
beforeAll(async () => {
  mimir = await startRuler(AUTHORIZATION);
});
afterEach(() => subject?.close());
afterAll(() => mimir?.close());

const stackOf = (name: string, settings: object = {}) => compileStack(toSettings(trading, name, settings));
const grafanaPassword = 'of-the-caller';
const dockerStack = (name: string, opts?: pulumi.ComponentResourceOptions, settings: object = {}) =>
  new DockerStack(name, { stack: stackOf(name, settings), grafanaPassword }, opts);
const kubernetesStack = (name: string, opts?: pulumi.ComponentResourceOptions) => {
  const settings = kubernetesSettings({ exporters: { redis: { address: 'redis:6379' } } });
  return new KubernetesStack(name, { stack: stackOf(name, settings), grafanaPassword }, opts);
};
const grafanaContent = (name: string, opts?: pulumi.ComponentResourceOptions) =>
  new GrafanaContent(
    name,
    {
      stack: stackOf(name),
      ownsGrafana: true,
      url: 'http://g',
      auth: `admin:${grafanaPassword}`,
      prometheusUrl: 'http://p',
    },
    opts,
  );

const readUrns = async (of: Engine) => (await decryptedResources(of)).map(({ urn }) => urn);

test('one program can have two of each component, and every child is named after its component', async () => {
  const settings = toSettings(trading, 'prod', {});
  const groups = compile(settings).prometheusGroups.slice(0, 1);
  subject = await startEngine('dev', {}, async () => {
    for (const [side, more] of Object.entries({ one: 0, two: 1 })) {
      dockerStack(`docker-${side}`, {}, { grafana: { port: 3000 + more }, prometheus: { port: 9090 + more } });
      kubernetesStack(`kubernetes-${side}`);
      grafanaContent(`content-${side}`);
      new RulerRules(`ruler-${side}`, {
        url: mimir.url,
        authorization: pulumi.secret(AUTHORIZATION),
        namespace: side,
        interval: '15s',
        groups,
      });
    }
  });
  await subject.up();
  const children = (await readUrns(subject))
    .filter((urn) => urn.includes('$'))
    .map((urn) => urn.split('::').pop() ?? '')
    .sort();
  expect(children.filter((name) => !/^(docker|kubernetes|content|ruler)-(one|two)-/.test(name))).toEqual([]);
  const ofOne = children.filter((name) => /^\w+-one-/.test(name));
  expect(children.filter((name) => /^\w+-two-/.test(name))).toEqual(
    ofOne.map((name) => name.replace('-one-', '-two-')),
  );
  expect(ofOne.length).toBeGreaterThan(40);
});

/** The outputs of a component that other resources of a program can use. */
const publicOutputs = (component: pulumi.ComponentResource): pulumi.Output<unknown> =>
  pulumi.output(
    Object.fromEntries(
      Object.entries(component).filter(([key, value]) => key !== 'urn' && pulumi.Output.isInstance(value)),
    ),
  );

describe('components with the options of a caller', () => {
  const groups = compile(toSettings(trading, 'prod', {})).prometheusGroups.slice(0, 2);
  const reached: ReachedResources = { transformed: [], hooked: [] };
  let engine: Engine;
  let resources: Awaited<ReturnType<typeof decryptedResources>>;
  /** The resources inside the components, except namespaces, one of which is only read. */
  let children: typeof resources;
  beforeAll(async () => {
    engine = await startEngine('dev', {}, async () => {
      const opts = { ...callerOptions(reached), retainOnDelete: true };
      const authorization = pulumi.secret(AUTHORIZATION);
      const components = {
        docker: dockerStack('docker', opts),
        kubernetes: kubernetesStack('kubernetes', opts),
        content: grafanaContent('content', opts),
        ruler: new RulerRules(
          'ruler',
          { url: mimir.url, authorization, namespace: 'prod', interval: '15s', groups },
          opts,
        ),
      };
      return Object.fromEntries(Object.entries(components).map(([name, each]) => [name, publicOutputs(each)]));
    });
    await engine.up();
    resources = await decryptedResources(engine);
    children = resources.filter(({ urn, type }) => urn.includes('$') && !type.endsWith(':Namespace'));
  });
  afterAll(() => engine?.close());
  const isCustom = ({ type }: { type: string }) => !type.startsWith('trading-observability:');

  test('a component in a program has the outputs that the engine registers', async () => {
    const outputs = await engine.stack.outputs();
    const registered = resources.filter(({ type }) => type.startsWith('trading-observability:'));
    expect(Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value as unknown]))).toEqual(
      Object.fromEntries(registered.map(({ urn, outputs: each }) => [urn.split('::').pop(), each])),
    );
    expect(outputs).toMatchObject({
      docker: { value: { network: 'trading_net_docker', prometheusUrl: 'http://prometheus:9090' } },
      kubernetes: { value: { secretNames: { grafanaAdmin: 'trading-kubernetes-grafana-admin' } } },
      content: { value: { dashboardUids: { overview: 'overview-content' } } },
      ruler: { value: { namespace: 'prod', groupNames: groups.map(({ name }) => name) } },
    });
  });

  test('dependsOn, protect, retainOnDelete and transforms of the caller reach every child', () => {
    const without = (has: (each: (typeof children)[number]) => boolean | undefined) =>
      children.filter((each) => !has(each)).map(({ urn }) => urn);
    expect(without((each) => each.protect)).toEqual([]);
    expect(without((each) => !isCustom(each) || each.retainOnDelete)).toEqual([]);
    expect(without((each) => !isCustom(each) || each.dependencies?.some((urn) => urn.endsWith('::first')))).toEqual([]);
    expect(without(({ urn }) => reached.transformed.includes(urn.split('::').pop() ?? ''))).toEqual([]);
  });

  test('hooks of the caller run for every child that is created', () => {
    const custom = children.filter(isCustom);
    expect(custom.filter(({ urn }) => !reached.hooked.includes(urn)).map(({ urn }) => urn)).toEqual([]);
    expect(custom.length).toBeGreaterThan(40);
  });
});

test('providers of the caller replace a component’s own', async () => {
  subject = await startEngine('dev', {}, async () => {
    const providers = [
      new docker.Provider('theirs-docker', { host: 'ssh://there' }),
      new kubernetes.Provider('theirs-kubernetes', { context: 'there' }),
      new grafana.Provider('theirs-grafana', { url: 'http://there', auth: 'a:b' }),
    ];
    dockerStack('one', { providers });
    kubernetesStack('two', { providers });
    grafanaContent('three', { providers });
  });
  await subject.up();
  const { deployment } = (await subject.stack.exportStack()) as {
    deployment: { resources: { urn: string; type: string; provider?: string }[] };
  };
  const used = deployment.resources
    .filter(({ urn }) => urn.includes('trading-observability:'))
    .flatMap(({ provider }) => (provider === undefined || provider === '' ? [] : [provider.split('::')[3] ?? '']));
  expect([...new Set(used)].sort()).toEqual(['theirs-docker', 'theirs-grafana', 'theirs-kubernetes']);
});

/** The state from before children were named after their component. */
async function formerNames({ stack }: Engine): Promise<void> {
  const state = JSON.stringify(await stack.exportStack());
  await stack.importStack(JSON.parse(state.replace(/::(servers|content|rules)-/g, '::')) as never);
}

const ROUTES = { routes: { critical: { webhook: { url: 'https://hooks.example.com' } } }, muteTimings: {} };
test.each<[string, object, Record<string, string>]>([
  [
    'docker',
    { alerting: ROUTES, exporters: { redis: { address: 'redis:6379' }, node: {} }, docker: { protectData: true } },
    { 'exporters.redis.password': 'secret' },
  ],
  ['docker, whose Alertmanager notifies', { alerting: { engine: 'alertmanager', ...ROUTES } }, {}],
  [
    'kubernetes',
    kubernetesSettings({
      exporters: { redis: { address: 'redis:6379' } },
      alerting: { engine: 'alertmanager', ...ROUTES },
      kubernetes: { protectData: true },
    }),
    { 'exporters.redis.password': 'secret' },
  ],
  [
    'external',
    {
      target: 'external',
      backend: { selector: { job: 'backend-api', environment: 'prod' } },
      external: {
        grafana: { url: 'https://grafana.example.com' },
        prometheus: { url: 'https://mimir.example.com' },
        folder: { roles: { Viewer: 'View' } },
      },
    },
    { 'external.grafana.token': 'secret' },
  ],
])(
  'an up of a stack from before children had their component’s name changes nothing: %s',
  async (_target, settings, secrets) => {
    subject = await startEngine('dev', { ...settings });
    if ('external' in settings) {
      await subject.stack.setConfig(`${PROJECT}:external.ruler.url`, { value: mimir.url }, true);
      secrets['external.ruler.bearerToken'] = 'ruler';
    }
    await subject.setSecrets(secrets);
    await subject.up();
    subject.calls();
    const before = (await readUrns(subject)).sort();
    await formerNames(subject);
    expect((await readUrns(subject)).sort()).not.toEqual(before);
    // A resource that the state only reads is not renamed but read again.
    const { discard: _read, ...changes } = await subject.up();
    expect(subject.calls()).toEqual([]);
    expect(Object.keys(changes)).toEqual(['same']);
    expect((await readUrns(subject)).sort()).toEqual(before);
  },
);
