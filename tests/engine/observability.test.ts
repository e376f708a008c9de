/** The whole as one component of another program, on the real Pulumi engine; the providers are recording doubles. */
import * as pulumi from '@pulumi/pulumi';
import * as random from '@pulumi/random';
import { Observability, type ObservabilityArgs } from '../../components/observability';
import { trading } from '../../platform';
import { engine, resources, type Engine } from '../support/engine';
import { onKubernetes } from '../support/kubernetes';

let subject: Engine | undefined;
afterEach(() => subject?.close());

const observability = (name: string, settings: ObservabilityArgs, opts?: pulumi.ComponentResourceOptions) =>
  new Observability(name, { platform: trading, settings }, opts);

/** What another resource makes: unknown in a preview, as the double says it only when it is created. */
function outputOf(made: (password: string) => string): pulumi.Output<string> {
  return new random.RandomPassword('theirs', { length: 32 }).result.apply(made);
}

test('two stand side by side in one program, one on Docker and one in a cluster, with typed outputs', async () => {
  subject = await engine('dev', {}, async () => {
    const live = observability('live', onKubernetes() as ObservabilityArgs);
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
  const { outputs } = await subject.stack.up();
  expect(outputs).toMatchObject({
    live: { value: { grafanaAdmin: 'trading-live-grafana-admin' } },
    folder: { value: 'trading-trial' },
    dataSource: { value: 'prometheus-trial' },
    overview: { value: 'http://localhost:3000/d/overview-trial' },
    password: { secret: true },
  });
  const { summary } = await subject.stack.up();
  expect(Object.keys(summary.resourceChanges ?? {})).toEqual(['same']);
});

const SECRET = '0123456789abcdef0123456789abcdef';
const host = (password: string) => `h${password.slice(0, 6)}.example.com`;
const url = (password: string) => `https://${host(password)}`;
test.each<[string, () => ObservabilityArgs]>([
  [
    'on Docker: the backend, the images, the network and a credential',
    () => ({
      backend: { address: outputOf((made) => `${host(made)}:8000`) },
      docker: { network: pulumi.output('theirs') },
      prometheus: { image: pulumi.output('example.com/prometheus:v3.16.0') },
      exporters: { redis: { address: pulumi.output('redis.example.com:6379'), password: pulumi.secret(SECRET) } },
    }),
  ],
  [
    'in a cluster: its kubeconfig, context and namespace',
    () => ({
      ...(onKubernetes() as ObservabilityArgs),
      kubernetes: {
        kubeconfig: pulumi.secret(outputOf((made) => `kubeconfig of ${host(made)}`)),
        context: pulumi.output('theirs'),
        namespace: outputOfText('namespace-of-theirs'),
      },
    }),
  ],
  [
    'on a Grafana and a Prometheus that exist: addresses and credentials',
    () => ({
      target: 'external',
      backend: { selector: { job: 'backend-api', environment: 'prod' } },
      external: {
        grafana: { url: outputOf(url), token: pulumi.secret(SECRET) },
        prometheus: {
          url: pulumi.output('https://prometheus.example.com/'),
          basicAuth: { username: pulumi.output('me'), password: pulumi.secret(SECRET) },
        },
      },
    }),
  ],
])('outputs of other resources are arguments %s', async (_title, args) => {
  subject = await engine('dev', {}, async () => {
    const { grafanaUrl } = observability('live', args());
    return { grafanaUrl };
  });
  expect(Object.keys((await subject.stack.preview()).changeSummary)).toEqual(['create']);
  const { outputs } = await subject.stack.up();
  const inputs = JSON.stringify((await resources(subject)).map((each) => each.inputs));
  expect(/.{30}deferred-input.{30}/.exec(inputs + JSON.stringify(outputs))?.[0]).toBeUndefined();
  expect(/h[0-9a-f]{6}\.example\.com/.test(inputs)).toBe(true);
  expect(subject.state().includes(SECRET)).toBe(false);
  const { summary } = await subject.stack.up();
  expect(Object.keys(summary.resourceChanges ?? {})).toEqual(['same']);
});
const outputOfText = (text: string) => new random.RandomPassword('namespace', { length: 8 }).result.apply(() => text);
