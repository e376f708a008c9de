/** Several stacks of one program on one Docker machine, on the real Pulumi engine; the providers are recording doubles. */
import * as docker from '@pulumi/docker';
import type * as pulumi from '@pulumi/pulumi';
import { Observability } from '../../components/observability';
import type { ObservabilityArgs } from '../../components/stack-args';
import { trading } from '../../platform';
import { startEngine, decryptedResources, type Engine } from '../support/engine';

let subject: Engine | undefined;
afterEach(() => subject?.close());

const onDocker = (name: string, settings: ObservabilityArgs, opts?: pulumi.ComponentResourceOptions) =>
  new Observability(name, { platform: trading, settings }, opts);
const OTHER_PORTS = { grafana: { port: 3001 }, prometheus: { port: 9091 }, alertmanager: { port: 9094 } };
const ALL_SERVERS: ObservabilityArgs = {
  backend: { address: 'backend:8000' },
  alerting: { engine: 'alertmanager' },
  exporters: { redis: { address: 'redis:6379' } },
};

interface DockerInputs {
  readonly name: string;
  readonly ports?: readonly { readonly external: number; readonly ip: string }[];
}

test('two stacks on one machine share no name of a container, network or volume, and no port', async () => {
  subject = await startEngine('dev', {}, async () => {
    onDocker('staging', ALL_SERVERS);
    onDocker('trial', { ...ALL_SERVERS, ...OTHER_PORTS });
  });
  await subject.up();
  const found = (await decryptedResources(subject)).filter(({ type }) =>
    /^docker:.*:(Container|Network|Volume)$/.test(type),
  );
  const names = found.map(({ type, inputs }) => `${type} ${(inputs as unknown as DockerInputs).name}`);
  const ports = found.flatMap(({ inputs }) =>
    ((inputs as unknown as DockerInputs).ports ?? []).map(({ ip, external }) => `${ip}:${external}`),
  );
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  expect(names).toContain('docker:index/network:Network trading_net_staging');
  expect(ports).toHaveLength(6);
  expect(new Set(ports).size).toBe(6);
});

/** The first lines of an error. */
const refusal = (make: () => unknown): string => {
  try {
    make();
  } catch (error) {
    return (error as Error).message;
  }
  return 'not refused';
};

test('a preview refuses what a second stack on the machine would share with the first, and names the setting', async () => {
  const refusals: Record<string, string> = {};
  subject = await startEngine('dev', {}, async () => {
    const network = { docker: { network: 'theirs' } };
    onDocker('first', { ...ALL_SERVERS, ...network });
    const second = (settings: ObservabilityArgs, opts?: pulumi.ComponentResourceOptions) =>
      refusal(() => onDocker(`stack-${Object.keys(refusals).length}`, { ...ALL_SERVERS, ...settings }, opts));
    refusals.port = second({});
    refusals.address = second({ ...OTHER_PORTS, grafana: { bindAddress: '0.0.0.0' } });
    refusals.network = second({ ...OTHER_PORTS, ...network });
    refusals.environment = second({ ...OTHER_PORTS, environment: 'first' });
    refusals.elsewhere = second({}, { providers: [new docker.Provider('there', { host: 'ssh://there' })] });
  });
  await subject.stack.preview();
  const grafanaPort = (stack: number) =>
    `the arguments of "stack-${stack}-servers" have a mistake:\n  grafana.port: had 3000, which "first-servers" has too as grafana.port on this machine`;
  expect(refusals).toEqual({
    port: expect.stringContaining('prometheus.port: had 9090, which "first-servers" has too') as string,
    address: grafanaPort(1),
    network: expect.stringMatching(
      /docker\.network: had "theirs", which "first-servers" has too: names such as/,
    ) as string,
    environment: expect.stringMatching(/environment: had "first", which "first-servers" has too: both would/) as string,
    elsewhere: 'not refused',
  });
});

test('an up of a stack with the former common network name changes nothing', async () => {
  subject = await startEngine('dev', {});
  await subject.up();
  subject.calls();
  const state = JSON.stringify(await subject.stack.exportStack());
  expect(state).toContain('"trading_net_dev"');
  await subject.stack.importStack(JSON.parse(state.replaceAll('"trading_net_dev"', '"trading_net"')) as never);
  const changes = await subject.up();
  expect(subject.calls()).toEqual([]);
  expect(Object.keys(changes)).toEqual(['same']);
});
