/** Which cluster an update goes to, on the real Pulumi engine. The providers are test doubles. */
import { execFileSync } from 'node:child_process';
import { pulumiCli } from '../../scripts/support/pulumi-cli';
import { startEngine, calledResources, decryptedResources, type Engine } from '../support/engine';
import { kubernetesSettings } from '../support/kubernetes';

const opened: Engine[] = [];
afterAll(() => opened.forEach((each) => each.close()));
async function deployed(kubernetes: object = {}): Promise<Engine> {
  const subject = await startEngine('prod', kubernetesSettings({ kubernetes }));
  opened.push(subject);
  await subject.up();
  subject.calls();
  return subject;
}
/** The error that refuses an update or a preview. */
const refusal = (run: Promise<unknown>): Promise<string> =>
  run.then(
    () => 'it was not refused',
    (error: Error) => error.message,
  );

test('a changed address of the cluster does not replace the provider, which takes over fields from other field managers', async () => {
  const subject = await deployed();
  const provider = (await decryptedResources(subject)).find(({ type }) => type === 'pulumi:providers:kubernetes');
  expect(provider?.inputs).toMatchObject({
    context: 'test',
    clusterIdentifier: 'trading-prod',
    enablePatchForce: 'true',
  });
  subject.configure(kubernetesSettings({ kubernetes: { context: 'test-by-another-address' } }));
  await subject.up();
  expect(subject.calls().map(({ call, type }) => `${call} ${type}`)).toEqual([]);
});

test.each([
  ['kube-system', {}],
  ['monitoring', { namespace: 'monitoring', createNamespace: false }],
])(
  'another cluster, recognized by the UID of its namespace %s, is refused before anything is touched',
  async (namespace, kubernetes) => {
    const subject = await deployed(kubernetes);
    subject.configure(
      kubernetesSettings({
        kubernetes: { ...kubernetes, context: 'other' },
        thresholds: { HighErrorRate: { above: 0.2 } },
      }),
    );
    const { stack } = subject;
    const refreshed = { refresh: true, runProgram: true };
    for (const run of [() => stack.preview(), () => stack.up(), () => stack.up(refreshed)]) {
      subject.simulateDrift('cluster', { uid: 'another-uid' });
      const message = await refusal(run());
      expect(message).toContain('kubernetes.context other is another cluster than the one this stack was deployed to');
      expect(message).toContain(`its namespace ${namespace} has the UID another-uid`);
      expect(message).toMatch(/pulumi state delete --target-dependents --force 'urn:[^']*::servers-cluster-identity'/);
    }
    expect(subject.calls()).toEqual([]);
    // Back to the stack's own cluster.
    subject.simulateDrift('cluster', {});
    await subject.up();
    expect(subject.calls().length).toBeGreaterThan(0);
  },
);

test('the command in the error message removes a deleted cluster from the state, and up then creates everything in the other', async () => {
  const { stack, calls, simulateDrift } = await deployed();
  simulateDrift('cluster', { uid: 'another-uid' });
  const [, urn = ''] = /--force '([^']+)'/.exec(await refusal(stack.preview())) ?? [];
  const { workDir, envVars, pulumiHome } = stack.workspace;
  const args = ['state', 'delete', '--yes', '--stack', 'prod', '--target-dependents', '--force', urn];
  const env = { ...process.env, ...envVars, PULUMI_HOME: pulumiHome };
  execFileSync((await pulumiCli()).command, args, { cwd: workDir, env });
  calls();
  await stack.up();
  expect(calledResources(calls(), 'create')).toEqual(
    expect.arrayContaining(['Namespace namespace', 'PrometheusRule rules-meta', 'Release kube-prometheus-stack']),
  );
});
