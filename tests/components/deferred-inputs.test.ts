/**
 * Errors about the arguments of a program; values that come during the update: tests/engine/observability.test.ts.
 */
import * as pulumi from '@pulumi/pulumi';
import { z } from 'zod';
import { checkValue, DEFERRABLE, deferInputs } from '../../components/deferred-inputs';
import { Observability } from '../../components/observability';
import type { ObservabilityArgs } from '../../components/stack-args';
import { fieldsOf, schemaAt, unwrapOptional } from '../../lib/settings/problems';
import { schemaOf } from '../../lib/settings/schema';
import { Secret } from '../../lib/settings/secret';
import { trading } from '../../platform';

beforeAll(() =>
  pulumi.runtime.setMocks({
    newResource: ({ name, inputs }) => ({ id: name, state: inputs as object }),
    call: ({ inputs }) => inputs as object,
  }),
);

test.each<[string, ObservabilityArgs, RegExp]>([
  [
    'an output where its value decides which rules exist',
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

const settingAt = (path: string): z.ZodType => {
  const setting = path.split('.').reduce<z.ZodType | undefined>(schemaAt, schemaOf(trading));
  if (setting === undefined) throw new Error(`no setting ${path}`);
  return setting;
};

test.each([
  ['backend.address', 'no address', 'host:port, such as "backend:8000"'],
  ['external.grafana.url', 'grafana.example.com', 'an http:// or https:// address'],
  ['prometheus.image', 'prometheus', 'an image with a fixed tag or digest'],
  ['docker.network', undefined, 'a text'],
  ['alerting.smtp.password', '', 'a text that is not empty'],
  ['alerting.deadMansSwitch.url', 'heartbeat', 'an http:// or https:// address'],
])('an output for %s whose value is %p is refused with the name of the property', (path, value, needs) => {
  expect(() => checkValue(path, settingAt(path), value)).toThrow(
    `${path}: the output has another value than it needs: ${needs}`,
  );
});

test('an address loses its trailing slash, as in a stack file', () => {
  const path = 'external.grafana.url';
  expect(checkValue(path, settingAt(path), 'https://grafana.example.com/')).toBe('https://grafana.example.com');
});

test('a resource keeps the undefined properties by which the SDK declares its outputs', () => {
  const { resolveAll } = deferInputs('live', schemaOf(trading), {
    backend: { address: pulumi.output('backend:8000') },
  });
  expect(Object.keys(resolveAll({ name: 'a', imageId: undefined }) as object)).toEqual(['name', 'imageId']);
});

test('a text with a damaged placeholder is an error, not a wrong address', () => {
  const { settings, resolve } = deferInputs('live', schemaOf(trading), {
    backend: { address: pulumi.output('backend:8000') },
  });
  const { address } = settings.backend as { address: string };
  expect(() => resolve(address.replace(/:\d+$/, ''))).toThrow('a deferred input was taken apart');
});

test.each([
  ['JSON', JSON.stringify({ a: 'to PLACEHOLDER' }), JSON.stringify({ a: 'to "a\\b"' })],
  ['YAML', 'a:\n  - PLACEHOLDER\n', 'a:\n  - \'"a\\b"\'\n'],
  ['any other text', 'Bearer PLACEHOLDER', 'Bearer "a\\b"'],
])(
  'a value with quotes is the same in %s as if it had been known from the beginning',
  async (_format, template, text) => {
    const { settings, resolve } = deferInputs('live', schemaOf(trading), {
      docker: { network: pulumi.output('"a\\b"') },
    });
    const { network } = settings.docker as { network: string };
    const output = pulumi.output(resolve(template.replace('PLACEHOLDER', network)));
    expect(await new Promise((found) => output.apply(found))).toBe(text);
  },
);

/** Every setting whose value is a credential, from the schema; `any` is a key that the user chooses. */
function credentialPaths(setting: z.ZodType, path: readonly string[] = []): string[] {
  const inner = unwrapOptional(setting);
  if (inner instanceof z.ZodRecord) return credentialPaths(inner.valueType as z.ZodType, [...path, 'any']);
  if (inner instanceof z.ZodArray) return credentialPaths(inner.element as z.ZodType, [...path, '0']);
  const fields = fieldsOf(setting);
  if (fields.size > 0) return [...fields].flatMap(([key, field]) => credentialPaths(field, [...path, key]));
  const parsed = ['text', 'https://example.com'].map((value) => setting.safeParse(value).data);
  return parsed.some((data) => data instanceof Secret) ? [path.join('.')] : [];
}
/** An output whose value is unknown yet. */
const PENDING = pulumi.output(new Promise<string>(() => undefined));
const CREDENTIALS = credentialPaths(schemaOf(trading));
/** Nests a value at a path; the key 0 is that of a list. */
const valueAtPath = (path: readonly string[], value: unknown): unknown =>
  path.reduceRight((inner, key) => (key === '0' ? [inner] : { [key]: inner }), value);

test('the settings have credentials of receivers, of servers and of the cluster', () => {
  expect(CREDENTIALS).toEqual(
    expect.arrayContaining([
      'alerting.routes.critical.pagerduty.integrationKey',
      'alerting.teams.any.routes.warning.telegram.botToken',
      'alerting.smtp.password',
      'prometheus.remoteWrite.0.basicAuth.password',
      'exporters.postgres.password',
      'kubernetes.kubeconfig',
    ]),
  );
});

test.each(CREDENTIALS)('the credential %s may be an output of another resource', (path) => {
  const settings = valueAtPath(path.split('.'), PENDING) as Record<string, unknown>;
  const { paths } = deferInputs('live', schemaOf(trading), settings);
  expect(paths).toEqual([path.replace('.0.', '[0].')]);
});

test.each(DEFERRABLE)('%s may be an output of another resource', (pattern) => {
  // The parents of the credentials with a key `any`: the exporters, and the list of receivers.
  const path = pattern.replace('exporters.*', 'exporters.redis').replace('*', '0').split('.');
  const settings = valueAtPath(path, PENDING) as Record<string, unknown>;
  expect(deferInputs('live', schemaOf(trading), settings).paths).toHaveLength(1);
});
