/**
 * The upgrade from a stack with rules and monitors in the values of its release to objects of their own, and
 * previews of a changed threshold afterwards. On the real Pulumi engine; the providers are test doubles.
 */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startEngine, calledResources, decryptedResources, resourceLabel, type Engine } from '../support/engine';
import { kubernetesSettings } from '../support/kubernetes';
import { TYPESCRIPT } from '../support/shell';

let subject: Engine;
beforeAll(async () => {
  subject = await startEngine('prod', kubernetesSettings());
  await subject.up();
});
afterAll(() => subject?.close());

const OBJECT = /:(PrometheusRule|ServiceMonitor)$/;
type Props = Record<string, unknown>;
interface State {
  readonly resources: { urn: string; type: string; inputs: Props; outputs: Props; dependencies?: string[] }[];
}

/** The state from when the release's values had what is now in objects. */
async function formerly(): Promise<void> {
  const exported = await subject.stack.exportStack();
  const { resources: all, ...deployment } = exported.deployment as State;
  const isNew = ({ urn, type }: { urn: string; type: string }) =>
    OBJECT.test(type) || type.endsWith(':NetworkPolicy') || urn.endsWith('::servers-operator-kinds');
  const newResources = all.filter(isNew);
  const rules: Props = Object.fromEntries(
    newResources
      .filter(({ type }) => type.endsWith(':PrometheusRule'))
      .map(({ urn, inputs }): [string, unknown] => [urn.replace(/.*::servers-rules-/, ''), inputs.spec]),
  );
  const withRules = (props: Props) =>
    'values' in props
      ? { ...props, values: { ...(props.values as Props), additionalPrometheusRulesMap: rules } }
      : props;
  const left = all
    .filter((each) => !isNew(each))
    .map(({ inputs = {}, outputs = {}, dependencies = [], ...each }) => ({
      ...each,
      inputs: withRules(inputs),
      outputs: withRules(outputs),
      dependencies: dependencies.filter((urn) => !newResources.some((other) => other.urn === urn)),
    }));
  await subject.stack.importStack({ ...exported, deployment: { ...deployment, resources: left } });
}

test('every rule and monitor exists before the release removes its own, and nothing else is touched', async () => {
  await formerly();
  subject.calls();
  await subject.up();
  const calls = subject.calls();
  expect(calls.map(({ call }) => call)).not.toContain('delete');
  expect(calledResources(calls, 'update')).toEqual(['Release kube-prometheus-stack']);
  const created = calledResources(calls, 'create');
  expect(created.filter((name) => /^(PrometheusRule|ServiceMonitor) /.test(name))).toHaveLength(9);
  expect(calls.map(resourceLabel).pop()).toBe('Release kube-prometheus-stack');
  const order = calls.map(resourceLabel).filter((name) => !name.startsWith('NetworkPolicy '));
  expect(order[0]).toBe('Release operator-kinds');

  // Names that differ from those of the release's own objects: Helm deletes its objects by name.
  const namesOfRelease = [
    'api-health',
    'business-health',
    'meta',
    'recording',
    'slo',
    'platform',
    'prometheus-alerting',
  ];
  const objects = (await decryptedResources(subject)).filter(({ type }) => OBJECT.test(type));
  const called = objects.map(({ inputs }) => (inputs.metadata as { name: string }).name);
  for (const name of namesOfRelease) expect(called).not.toContain(`trading-prod-${name}`);
});

test('a preview of a changed threshold shows one object with only that alert and its recording rules, on a few pages', async () => {
  await subject.stack.setAllConfig({ 'trading-observability:thresholds.HighAPILatency.above': { value: '0.8' } }, true);
  const { stdout } = await subject.stack.preview({ diff: true });
  const ofCluster = stdout
    .split(/^(?= *~ [\w-]+:\S+: \(update\))/m)
    .filter((part) => part.startsWith('~ kubernetes:', 4));
  expect(ofCluster).toHaveLength(1);
  const [update = ''] = ofCluster;
  expect(update).toContain('::servers-rules-api-health]');
  // The group has two recording rules for slow requests and the alert that compares them.
  expect(update.match(/~ \[\d+\]/g)).toHaveLength(4);
  // Rules are updated in place; single lines of an expression may be added or removed.
  expect(update).not.toMatch(/^ *[+-] (\[\d+\]|\w+ *: )/m);
  // In the release's values it was 107 kB. The real provider also leaves out unchanged properties.
  expect(Buffer.byteLength(update)).toBeLessThan(40_000);
});

test('a change that the cluster cannot apply fails preview and update before anything is touched', async () => {
  const storage = (group: object) => JSON.stringify(kubernetesSettings({ kubernetes: { storage: group } }));
  const script = join(__dirname, '../support/sequential-updates.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...[...TYPESCRIPT, script, 'prod'],
    ...[storage({}), storage({ class: 'fast' }), storage({ size: '80Gi' }), storage({ size: '20Gi' })],
  ]);
  const attempts = stdout.split(/^# (?=preview|up$)/m).slice(1);
  const outcomes = attempts.map((output) => output.match(/^# .*/gm));
  const refused = ['# refused'];
  expect(outcomes).toEqual([refused, refused, null, ['# update Release kube-prometheus-stack'], refused, refused]);
  for (const output of attempts.slice(0, 2))
    expect(output).toContain(
      "kubernetes.storage.class cannot change from the cluster's default to fast: a volume keeps",
    );
  for (const output of attempts.slice(2, 4)) expect(output).toContain('those that exist are grown by hand');
  for (const output of attempts.slice(4)) expect(output).toContain('storage.size cannot change from 80Gi to 20Gi');
});
