/** What the types and the checks of the components' arguments refuse. Only `tsc` checks types, jest does not. */
import * as pulumi from '@pulumi/pulumi';
import { DockerStack } from '../../components/docker';
import { GrafanaContent } from '../../components/grafana';
import { compileStack, prepareStack } from '../../components/prepared-stack';
import { RulerRules } from '../../components/external/ruler';
import { TradingObservability, type TradingObservabilityArgs } from '../../exports';
import { toSettings } from '../../lib/settings/settings';
import { trading } from '../../platform';
import { kubernetesSettings } from '../support/kubernetes';

beforeAll(() =>
  pulumi.runtime.setMocks({
    newResource: ({ name, inputs }) => ({ id: name, state: inputs as object }),
    call: ({ inputs }) => inputs as object,
  }),
);

const password = pulumi.secret('secret');
// @ts-expect-error -- no such exporter
const unknownExporter: TradingObservabilityArgs = { exporters: { fax: {} } };
// @ts-expect-error -- no such setting
const misspeltSetting: TradingObservabilityArgs = { exporters: { redis: { adress: 'redis:6379', password } } };
const unknownMode: TradingObservabilityArgs = {
  // @ts-expect-error -- one of four modes
  exporters: { postgres: { address: 'postgres:5432', password, sslMode: 'prefer' } },
};
test.each<[string, TradingObservabilityArgs, RegExp]>([
  ['an exporter that the platform does not have', unknownExporter, /exporters\.fax: no such/],
  ['a misspelt setting of an exporter', misspeltSetting, /exporters\.redis\.adress: .*did you mean address\?/],
  ['an invalid value of an exporter’s setting', unknownMode, /exporters\.postgres\.sslMode: had "prefer"/],
])('%s is refused by its type, and at run time with its name', (_title, settings, message) => {
  expect(() => new TradingObservability('live', settings)).toThrow(message);
});

const stack = compileStack(toSettings(trading, 'prod', {}));
const auth = 'admin:secret';
test.each<[string, () => pulumi.ComponentResource, string]>([
  [
    'the address of Grafana',
    () =>
      new GrafanaContent('content', { stack, ownsGrafana: true, url: 'grafana:3000', auth, prometheusUrl: undefined }),
    'the arguments of "content" have a mistake:\n  url: had "grafana:3000", and needs an http:// or https:// address',
  ],
  [
    'the address of Prometheus',
    () => new GrafanaContent('content', { stack, ownsGrafana: true, url: 'http://g', auth, prometheusUrl: 'p' }),
    'prometheusUrl: had "p", and needs an http:// or https:// address',
  ],
  [
    'the address of a ruler',
    () => new RulerRules('rules', { url: 'mimir:9009', namespace: 'prod', interval: '15s', groups: [] }),
    'the arguments of "rules" have a mistake:\n  url: had "mimir:9009", and needs an http:// or https:// address',
  ],
  [
    'a stack of another target',
    () =>
      new DockerStack('servers', {
        stack: compileStack(toSettings(trading, 'prod', kubernetesSettings())),
        grafanaPassword: 'secret',
      }),
    'the arguments of "servers" have a mistake:\n  target: had "kubernetes", and this component deploys "docker"',
  ],
  [
    'a setting of the stack',
    () =>
      new DockerStack('servers', {
        stack: prepareStack('servers', trading, { prometheus: { image: 'prometheus' } }),
        grafanaPassword: 'secret',
      }),
    'the arguments of "servers" have a mistake:\n  prometheus.image: had "prometheus"',
  ],
])('%s is refused with the name of the property', (_title, make, message) => {
  expect(make).toThrow(message);
});
