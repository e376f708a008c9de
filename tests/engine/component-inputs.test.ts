/** Outputs of other resources as arguments of each component, on the real Pulumi engine; the providers are recording doubles. */
import * as pulumi from '@pulumi/pulumi';
import * as random from '@pulumi/random';
import { DockerStack } from '../../components/docker';
import { RulerRules } from '../../components/external/ruler';
import { GrafanaContent } from '../../components/grafana';
import { KubernetesStack } from '../../components/kubernetes';
import { prepareStack } from '../../components/prepared-stack';
import type { ObservabilityArgs } from '../../components/stack-args';
import { compile } from '../../lib/compile';
import { toSettings } from '../../lib/settings/settings';
import { trading } from '../../platform';
import { engine, resources, type Engine } from '../support/engine';
import { onKubernetes } from '../support/kubernetes';
import { ruler, type Ruler } from '../support/ruler';

let subject: Engine | undefined;
let mimir: Ruler | undefined;
afterEach(async () => {
  subject?.close();
  await mimir?.close();
  mimir = undefined;
});

type OutputOf = (text: string) => pulumi.Output<string>;
/** The credentials of a program are secrets; what is none is an address. */
const SECRET = 'credential-of-theirs';
const TENANT = 'tenant-of-theirs';
const RULER_AUTHORIZATION = `Bearer ${SECRET}`;

const COMPONENTS: Record<string, (name: string, output: OutputOf, ruler: string) => pulumi.ComponentResource> = {
  DockerStack: (name, output) => {
    const settings: ObservabilityArgs = {
      backend: { address: output(`backend-of-${name}:8000`) },
      docker: { network: output(`network-of-${name}`) },
      images: { registry: output(`registry-of-${name}.example.com`) },
      prometheus: {
        port: name.endsWith('one') ? 9090 : 9091,
        remoteWrite: [{ url: output(`https://remote-of-${name}`) }],
      },
      grafana: { port: name.endsWith('one') ? 3000 : 3001, image: output(`example.com/grafana-of-${name}:1`) },
      exporters: { redis: { address: output(`redis-of-${name}:6379`), password: output(SECRET) } },
    };
    return new DockerStack(name, { stack: prepareStack(name, trading, settings), grafanaPassword: output(SECRET) });
  },
  KubernetesStack: (name, output) => {
    const settings = {
      ...(onKubernetes() as ObservabilityArgs),
      kubernetes: {
        kubeconfig: output(SECRET),
        context: output(`context-of-${name}`),
        namespace: output(`namespace-of-${name}`),
      },
    };
    return new KubernetesStack(name, { stack: prepareStack(name, trading, settings), grafanaPassword: output(SECRET) });
  },
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

test.each(Object.entries(COMPONENTS))(
  'two of %s take outputs of other resources, which are unknown in a preview',
  async (component, make) => {
    const { url } = (mimir = await ruler(RULER_AUTHORIZATION, TENANT));
    const addresses = new Set<string>();
    /** The values that properties of resources have. */
    const values: string[] = [];
    subject = await engine('dev', {}, async () => {
      pulumi.runtime.registerStackTransformation(({ props }) => {
        for (const output of outputsIn(props)) output.apply((value) => values.push(JSON.stringify(value)));
        return undefined;
      });
      const theirs = new random.RandomPassword('theirs', { length: 32 }).result;
      const outputOf: OutputOf = (text) => {
        if (!text.includes(SECRET)) addresses.add(text);
        return theirs.apply(() => text);
      };
      for (const side of ['one', 'two']) make(`${component.toLowerCase().slice(0, 7)}-${side}`, outputOf, url);
    });
    expect(Object.keys((await subject.stack.preview()).changeSummary)).toEqual(['create']);
    expect(values.filter((text) => /deferred-input|-of-/.test(text))).toEqual([]);
    await subject.up();
    const found = await resources(subject);
    const inputs = JSON.stringify(found.map((each) => each.inputs));
    const outputs = JSON.stringify(found.map((each) => each.outputs));
    expect(/.{0,30}deferred-input.{0,30}/.exec(inputs + outputs)?.[0]).toBeUndefined();
    expect([...addresses].filter((address) => !inputs.includes(address))).toEqual([]);
    expect(inputs.includes(SECRET)).toBe(true);
    expect(subject.state().includes(SECRET)).toBe(false);
    expect(Object.keys(await subject.up())).toEqual(['same']);
  },
);
