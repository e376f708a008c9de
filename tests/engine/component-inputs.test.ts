/**
 * Outputs of other resources as arguments of each component, on the real Pulumi engine; the providers are test
 * doubles.
 */
import * as pulumi from '@pulumi/pulumi';
import * as random from '@pulumi/random';
import { DockerStack } from '../../components/docker';
import { DEFERRABLE } from '../../components/deferred-inputs';
import { RulerRules } from '../../components/external/ruler';
import { GrafanaContent } from '../../components/grafana';
import { KubernetesStack } from '../../components/kubernetes';
import { Observability } from '../../components/observability';
import { prepareStack } from '../../components/prepared-stack';
import type { ObservabilityArgs } from '../../components/stack-args';
import { compile } from '../../lib/compile';
import { toSettings } from '../../lib/settings/settings';
import { trading } from '../../platform';
import { startEngine, decryptedResources, type Engine } from '../support/engine';
import { kubernetesSettings } from '../support/kubernetes';
import { startRuler, type Ruler } from '../support/ruler';

type OutputOf = (text: string) => pulumi.Output<string>;
/** Credentials of a program are secrets; the other values are addresses. */
const SECRET = 'credential-of-theirs';
const TENANT = 'tenant-of-theirs';
const RULER_AUTHORIZATION = `Basic ${Buffer.from(`me:${SECRET}`).toString('base64')}`;
const CREDENTIALS = [SECRET, RULER_AUTHORIZATION];

/** Settings with an output wherever one is allowed, except those of receivers (observability.test.ts). */
const SETTINGS = {
  docker: (name: string, output: OutputOf): ObservabilityArgs => {
    const more = name.endsWith('one') ? 0 : 1;
    return {
      backend: { address: output(`backend-of-${name}:8000`) },
      docker: { network: output(`network-of-${name}`) },
      images: { registry: output(`registry-of-${name}.example.com`) },
      prometheus: {
        port: 9090 + more,
        image: output(`example.com/prometheus-of-${name}:1`),
        externalUrl: output(`https://prometheus-of-${name}`),
        remoteWrite: [
          {
            url: output(`https://remote-of-${name}`),
            basicAuth: { username: output(`remote-user-of-${name}`), password: output(SECRET) },
          },
        ],
      },
      grafana: {
        port: 3000 + more,
        image: output(`example.com/grafana-of-${name}:1`),
        externalUrl: output(`https://grafana-of-${name}`),
      },
      alerting: { engine: 'alertmanager', routes: { critical: { slack: { url: output(`https://${SECRET}`) } } } },
      alertmanager: {
        port: 9093 + 2 * more,
        image: output(`example.com/alertmanager-of-${name}:1`),
        externalUrl: output(`https://alertmanager-of-${name}`),
      },
      exporters: {
        redis: {
          address: output(`redis-of-${name}:6379`),
          image: output(`example.com/redis-of-${name}:1`),
          password: output(SECRET),
        },
        // With the catalogue's image, which comes from the mirror.
        node: {},
      },
      runbooks: { baseUrl: output(`https://runbooks-of-${name}`) },
    };
  },
  kubernetes: (name: string, output: OutputOf): ObservabilityArgs => ({
    ...(kubernetesSettings() as ObservabilityArgs),
    kubernetes: {
      kubeconfig: output(SECRET),
      context: output(`context-of-${name}`),
      namespace: output(`namespace-of-${name}`),
    },
  }),
  grafanaOfCluster: (name: string, output: OutputOf): ObservabilityArgs => ({
    ...(kubernetesSettings() as ObservabilityArgs),
    kubernetes: { kubeconfig: output(SECRET), grafanaUrl: output(`https://grafana-of-${name}`) },
  }),
  external: (name: string, output: OutputOf, ruler: string): ObservabilityArgs => ({
    target: 'external',
    backend: { selector: { job: 'backend-api', environment: name } },
    external: {
      grafana: { url: output(`https://grafana-of-${name}`), token: output(SECRET) },
      prometheus: {
        url: output(`https://prometheus-of-${name}`),
        tenant: output(`tenant-of-${name}`),
        basicAuth: { username: output('me'), password: output(SECRET) },
      },
      ruler: {
        url: output(ruler),
        tenant: output(TENANT),
        basicAuth: { username: output('me'), password: output(SECRET) },
      },
    },
  }),
};

const COMPONENTS: Record<string, (name: string, output: OutputOf, ruler: string) => pulumi.ComponentResource> = {
  DockerStack: (name, output) =>
    new DockerStack(name, {
      stack: prepareStack(name, trading, SETTINGS.docker(name, output)),
      grafanaPassword: output(SECRET),
    }),
  KubernetesStack: (name, output) =>
    new KubernetesStack(name, {
      stack: prepareStack(name, trading, SETTINGS.kubernetes(name, output)),
      grafanaPassword: output(SECRET),
    }),
  'Observability in a cluster': (name, output) =>
    new Observability(name, { platform: trading, settings: SETTINGS.grafanaOfCluster(name, output) }),
  'Observability on servers of others': (name, output, url) =>
    new Observability(name, { platform: trading, settings: SETTINGS.external(name, output, url) }),
  GrafanaContent: (name, output) =>
    new GrafanaContent(name, {
      stack: prepareStack(name, trading, {
        alerting: { routes: { critical: { slack: { url: output(`https://${SECRET}`) } } } },
        runbooks: { baseUrl: output(`https://runbooks-of-${name}`) },
      }),
      ownsGrafana: true,
      url: output(`https://grafana-of-${name}`),
      auth: pulumi.interpolate`admin:${output(SECRET)}`,
      prometheusUrl: output(`https://prometheus-of-${name}`),
      prometheusHeaders: { Authorization: output(SECRET) },
      alertmanagerUrl: output(`https://alertmanager-of-${name}`),
    }),
  RulerRules: (name, output, url) =>
    new RulerRules(name, {
      url: output(url),
      tenant: output(TENANT),
      authorization: output(RULER_AUTHORIZATION),
      namespace: output(`namespace-of-${name}`),
      interval: '15s',
      groups: compile(toSettings(trading, name, {})).prometheusGroups.slice(0, 1),
    }),
};

/** The outputs anywhere in the properties of a resource. */
function outputsIn(value: unknown): pulumi.Output<unknown>[] {
  if (pulumi.Output.isInstance(value)) return [pulumi.output(value)];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(outputsIn) : [];
}

test('these settings cover each one that may be an output of another resource', () => {
  const output: OutputOf = (text) => pulumi.output(text);
  const paths = Object.values(SETTINGS).flatMap(
    (settings) => prepareStack('one', trading, settings('one', output, 'http://r')).paths,
  );
  const patterns = paths.map((path) => path.replace('[0]', '.*').replace('exporters.redis', 'exporters.*'));
  expect(patterns).toEqual(expect.arrayContaining([...DEFERRABLE]));
});

/** The names of the two of each component, and so the beginning of the names of their resources. */
const namesOf = (component: string): string[] =>
  ['one', 'two'].map((side) => `${component.toLowerCase().replace(/\W/g, '').slice(-8)}-${side}`);

/** Two of each component in one program: previewed, deployed, and deployed again. */
let mimir: Ruler;
let subject: Engine;
let previewed: readonly string[];
let valuesInPreview: readonly string[];
let resources: Awaited<ReturnType<typeof decryptedResources>>;
let state: string;
let deployedAgain: readonly string[];
/** The outputs that each component takes, without credentials. */
const addresses = new Map<string, Set<string>>();
beforeAll(async () => {
  mimir = await startRuler(RULER_AUTHORIZATION, TENANT);
  /** The values of the resources' properties. */
  const values: string[] = [];
  subject = await startEngine('dev', {}, async () => {
    pulumi.runtime.registerStackTransformation(({ props }) => {
      for (const output of outputsIn(props)) output.apply((value) => values.push(JSON.stringify(value)));
      return undefined;
    });
    const theirs = new random.RandomPassword('theirs', { length: 32 }).result;
    for (const [component, make] of Object.entries(COMPONENTS)) {
      const outputTexts = new Set<string>();
      addresses.set(component, outputTexts);
      const outputOf: OutputOf = (text) => {
        if (!CREDENTIALS.some((credential) => text.includes(credential))) outputTexts.add(text);
        return theirs.apply(() => text);
      };
      for (const name of namesOf(component)) make(name, outputOf, mimir.url);
    }
  });
  previewed = Object.keys((await subject.stack.preview()).changeSummary);
  valuesInPreview = [...values];
  await subject.up();
  resources = await decryptedResources(subject);
  state = subject.state();
  deployedAgain = Object.keys(await subject.up());
});
afterAll(async () => {
  subject?.close();
  await mimir?.close();
});

test('outputs of other resources are unknown in a preview, their values are deployed, and credentials stay secret', () => {
  expect(previewed).toEqual(['create']);
  expect(valuesInPreview.filter((text) => /deferred-input|-of-/.test(text))).toEqual([]);
  const properties = JSON.stringify(resources.map(({ inputs, outputs }) => [inputs, outputs]));
  expect(/deferred-input.{0,30}/.exec(properties)?.[0]).toBeUndefined();
  expect(CREDENTIALS.filter((credential) => state.includes(credential))).toEqual([]);
  expect(deployedAgain).toEqual(['same']);
});

test.each(Object.keys(COMPONENTS))('two %s take outputs of other resources', (component) => {
  const componentResources = resources.filter(({ urn }) =>
    namesOf(component).some((name) => urn.includes(`::${name}`)),
  );
  const inputs = JSON.stringify(componentResources.map((each) => each.inputs));
  expect([...(addresses.get(component) ?? [])].filter((address) => !inputs.includes(address))).toEqual([]);
  expect(CREDENTIALS.filter((credential) => inputs.includes(credential))).not.toEqual([]);
});
