/** What a program is told about its arguments; values that come during the update: tests/engine/observability.test.ts. */
import * as pulumi from '@pulumi/pulumi';
import { checkValue, deferInputs } from '../../components/deferred-inputs';
import { Observability, type ObservabilityArgs } from '../../components/observability';
import { trading } from '../../platform';

beforeAll(() =>
  pulumi.runtime.setMocks({
    newResource: ({ name, inputs }) => ({ id: name, state: inputs as object }),
    call: ({ inputs }) => inputs as object,
  }),
);

test.each<[string, ObservabilityArgs, RegExp]>([
  [
    'an output where the content of rules is decided',
    { thresholds: { HighAPILatency: { above: pulumi.output(1) as never } } },
    /live: thresholds\.HighAPILatency\.above had an output of another resource, and needs a value/,
  ],
  [
    'a misspelt property',
    { tagret: 'docker' } as never,
    /arguments of "live" have a mistake:\n {2}tagret: .*did you mean target\?/,
  ],
  [
    'a credential in clear text',
    {
      target: 'external',
      backend: { selector: { job: 'a' } },
      external: { grafana: { url: 'https://g.example.com', token: 'in clear' }, prometheus: { dataSourceUid: 'p' } },
    },
    /external\.grafana\.token: is in clear text; hand over a secret/,
  ],
  [
    'an output as the namespace that a preview reads',
    {
      target: 'kubernetes',
      backend: { service: { labels: { app: 'b' }, port: 'http', namespace: 'n' } },
      kubernetes: { context: 'c', createNamespace: false, namespace: pulumi.output('theirs') },
    },
    /kubernetes\.namespace: had an output, and needs a value with kubernetes\.createNamespace: false/,
  ],
])('%s is refused with the name of the property', (_title, settings, message) => {
  expect(() => new Observability('live', { platform: trading, settings })).toThrow(message);
});

test.each([
  ['backend.address', 'no address', 'host:port, such as "backend:8000"'],
  ['external.grafana.url', 'grafana.example.com', 'an http:// or https:// address'],
  ['prometheus.image', 'prometheus', 'an image with a tag or digest'],
  ['kubernetes.namespace', undefined, 'a text that is not empty'],
])('an output for %s that turns out to be %p is refused with the name of the property', (path, value, needs) => {
  expect(() => checkValue(path, value)).toThrow(`${path}: the output has another value than it needs: ${needs}`);
});

test('an address loses the slash at its end, as in a stack file', () => {
  expect(checkValue('external.grafana.url', 'https://grafana.example.com/')).toBe('https://grafana.example.com');
});

test('a text with a placeholder that was taken apart is an error, not a wrong address', () => {
  const { settings, resolve } = deferInputs('live', { backend: { address: pulumi.output('backend:8000') } });
  const { address } = settings.backend as { address: string };
  expect(() => resolve(address.replace(/:\d+$/, ''))).toThrow('a deferred input was taken apart');
});

test('the address of a webhook of a team may be an output, as one of a severity', () => {
  const route = { critical: { webhook: { url: pulumi.output('https://example.com/hook') } } };
  const { paths } = deferInputs('Observability', {
    alerting: { routes: route, teams: { backend: { routes: route } } },
  });
  expect(paths).toEqual(['alerting.routes.critical.webhook.url', 'alerting.teams.backend.routes.critical.webhook.url']);
});
