/**
 * The stack on a real cluster with the real provider and Helm; Grafana's and Random's providers are test doubles. Runs
 * where KUBECONFIG_FOR_TESTS names a kubeconfig, kubectl is on PATH, and the provider is on PATH or was installed by
 * `pulumi plugin install resource kubernetes`. KUBE_PROMETHEUS_STACK_ARCHIVE names a chart's file to use instead of
 * its repository.
 */
import { trading } from '../../platform';
import { execFile, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import type { EngineEvent } from '@pulumi/pulumi/automation';
import { load } from 'js-yaml';
import { dependencies } from '../../package.json';
import program = require('../../index');
import { toSettings } from '../../lib/settings/settings';
import { compile } from '../../lib/compile';
import { gitopsFiles } from '../../lib/compile/kubernetes/gitops';
import { waitFor } from '../../lib/servers/processes';
import { writeFiles } from '../../lib/servers/write-files';
import { missingRights } from '../../lib/servers/cluster-rights';
import { mendReleases } from '../../lib/servers/helm-release';
import { driftSentences } from '../../scripts/stack/drift-words';
import { resourceName, resourceSteps } from '../../scripts/support/resource-steps';
import { startEngine, type Engine } from '../support/engine';
import { EXPORTERS } from '../support/exporters';
import { kubernetesSettings } from '../support/kubernetes';

jest.setTimeout(20 * 60_000);

interface Kubeconfig {
  readonly contexts: readonly { readonly name: string }[];
  readonly clusters: readonly { readonly name: string; readonly cluster: { readonly server: string } }[];
}
/** Edits the first rule of an object. */
const EDIT = JSON.stringify([{ op: 'replace', path: '/spec/groups/0/rules/0/expr', value: 'vector(1)' }]);

/** The child processes of a process. */
const children = (pid: number): { readonly pid: number; readonly args: readonly string[] }[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const parent = Number(readFileSync(`/proc/${name}/stat`, 'utf8').split(') ')[1]?.split(' ')[1]);
        const args = readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0');
        return parent === pid ? [{ pid: Number(name), args }] : [];
      } catch {
        // It has ended meanwhile.
        return [];
      }
    });

const { KUBECONFIG_FOR_TESTS: kubeconfig = '', KUBE_PROMETHEUS_STACK_ARCHIVE: archive } = process.env;
const INSTALLED = join(homedir(), `.pulumi/plugins/resource-kubernetes-v${dependencies['@pulumi/kubernetes']}`);
const folders = [...(process.env.PATH ?? '').split(delimiter).filter(Boolean), INSTALLED];
const provider = folders.find((folder) => existsSync(join(folder, 'pulumi-resource-kubernetes')));
const kubectlFound = spawnSync('kubectl', ['version', '--client']).status === 0;

if (!existsSync(kubeconfig) || provider === undefined || !kubectlFound) {
  test.todo('the stack on a real cluster: needs KUBECONFIG_FOR_TESTS, kubectl and pulumi-resource-kubernetes');
} else {
  const { 'current-context': context } = load(readFileSync(kubeconfig, 'utf8')) as { 'current-context': string };
  const environment = `t${process.pid}`;
  const namespace = `trading-observability-${environment}`;
  const kubectl = async (...args: string[]) =>
    (await promisify(execFile)('kubectl', ['--kubeconfig', kubeconfig, '--namespace', namespace, ...args])).stdout;
  const rules = (...args: string[]) => kubectl(...args, 'prometheusrule', `trading-${environment}-rules-api-health`);
  const settings = (above: number) =>
    kubernetesSettings({
      environment,
      kubernetes: { context, ...(archive === undefined ? {} : { chart: { archive } }) },
      thresholds: { HighErrorRate: { above } },
    });
  /** Resources by what an update does to them, without unchanged ones and those of the doubles. */
  async function touched(subject: Engine, how: { refresh?: boolean } = {}): Promise<string[]> {
    const steps = new Set<string>();
    await subject.up({
      ...how,
      onEvent: ({ resourcePreEvent }) => {
        const { op = 'same', urn = '', type = '' } = resourcePreEvent?.metadata ?? {};
        if (type.startsWith('kubernetes:') && !['same', 'refresh', 'read'].includes(op))
          steps.add(`${op} ${resourceName(urn)}`);
      },
    });
    return [...steps].sort();
  }

  let subject: Engine;
  beforeAll(async () => {
    process.env.KUBECONFIG = kubeconfig;
    process.env.PATH = [process.env.PATH ?? '', provider].join(delimiter);
    subject = await startEngine('real', settings(0.1), program, ['grafana', 'random']);
  });
  afterAll(async () => {
    await subject?.stack.destroy().finally(() => subject.close());
  });

  test('a preview works before the operator’s CRDs exist, and the first update creates everything', async () => {
    await subject.stack.preview();
    await subject.up();
    expect(await rules('get', '--output', 'name')).toContain('prometheusrule');
    // The operator creates the pods, this program the objects.
    expect(await kubectl('get', 'prometheuses', '--output', 'name')).toContain(`trading-${environment}`);
  });

  test('a second update changes nothing, and the cluster matches the state', async () => {
    expect(await touched(subject)).toEqual([]);
    expect(await touched(subject, { refresh: true })).toEqual([]);
  });

  test('a changed threshold updates one object', async () => {
    subject.configure(settings(0.2));
    expect(await touched(subject)).toEqual(['update rules-api-health']);
    expect(await rules('get', '--output', 'yaml')).toContain('> 0.2');
  });

  test('an update restores a rule that was edited or deleted by hand', async () => {
    await rules('patch', '--type', 'json', '--patch', '[{"op":"remove","path":"/spec/groups/0/rules/0"}]');
    expect(await touched(subject, { refresh: true })).toEqual(['update rules-api-health']);
    await rules('delete');
    expect(await touched(subject, { refresh: true })).toEqual(['create rules-api-health']);
    expect(await rules('get', '--output', 'yaml')).toContain('HighErrorRate');
  });

  test('edits by two other field managers do not break a refresh; drift names who made them, and an update reverts them', async () => {
    for (const [object, manager] of [
      ['api-health', 'somebody'],
      ['meta', 'kubectl-edit'],
    ])
      await kubectl(
        'patch',
        ...['prometheusrule', `trading-${environment}-rules-${object}`, '--field-manager', String(manager)],
        ...['--type', 'json', '--patch', EDIT],
      );
    const events: EngineEvent[] = [];
    await subject.stack.preview({ refresh: true, onEvent: (event) => void events.push(event) });
    expect(driftSentences(resourceSteps(events)).sort()).toEqual([
      expect.stringMatching(/rules-api-health was edited by somebody: \S+$/) as string,
      expect.stringMatching(/rules-meta was edited by kubectl-edit: \S+$/) as string,
    ]);
    expect(await touched(subject, { refresh: true })).toEqual(['update rules-api-health', 'update rules-meta']);
    expect(await rules('get', '--output', 'yaml')).not.toContain('vector(1)');
    expect(await touched(subject, { refresh: true })).toEqual([]);
  });

  test('another context and another address of the same cluster change nothing', async () => {
    const config = load(readFileSync(kubeconfig, 'utf8')) as Kubeconfig;
    const otherKubeconfig = join(subject.folder, 'elsewhere');
    const text = JSON.stringify({
      ...config,
      contexts: config.contexts.map((each) => ({ ...each, name: `${each.name}-elsewhere` })),
      clusters: config.clusters.map(({ cluster, ...each }) => ({
        ...each,
        cluster: { ...cluster, server: `${cluster.server.replace(/\/+$/, '')}/` },
      })),
    });
    writeFileSync(otherKubeconfig, text);
    process.env.KUBECONFIG = [kubeconfig, otherKubeconfig].join(delimiter);
    const { kubernetes, ...otherSettings } = settings(0.2);
    subject.configure({ ...otherSettings, kubernetes: { ...kubernetes, context: `${context}-elsewhere` } });
    try {
      expect(await touched(subject)).toEqual([]);
    } finally {
      subject.configure(settings(0.2));
      await subject.up();
      process.env.KUBECONFIG = kubeconfig;
    }
  });

  test('a preview fails if the API server does not answer', async () => {
    const config = load(readFileSync(kubeconfig, 'utf8')) as Kubeconfig;
    const stopped = join(subject.folder, 'stopped');
    const clusters = config.clusters.map(({ name, cluster }) => ({
      name,
      cluster: { ...cluster, server: 'https://127.0.0.1:1' },
    }));
    writeFileSync(stopped, JSON.stringify({ ...config, clusters }));
    process.env.KUBECONFIG = stopped;
    try {
      await expect(subject.stack.preview()).rejects.toThrow(/unreachable/);
    } finally {
      process.env.KUBECONFIG = kubeconfig;
    }
  });

  test('the user who deploys has the rights that the program checks', async () => {
    const env = { ...process.env, KUBECONFIG: kubeconfig };
    expect(await missingRights(toSettings(trading, 'real', settings(0.2)), env)).toEqual([]);
  });

  test('the server accepts every object that is rendered for Argo CD, from another field manager', async () => {
    const rendered = toSettings(trading, 'real', {
      ...settings(0.2),
      ...EXPORTERS,
      alerting: { engine: 'alertmanager' },
    });
    const folder = join(subject.folder, 'rendered');
    writeFiles(gitopsFiles(rendered, compile(rendered)), folder);
    const objects = join(folder, 'gitops/objects');
    const manager = ['--field-manager', 'argocd-controller', '--force-conflicts'];
    const answer = await kubectl('apply', '--server-side', '--dry-run=server', ...manager, '--filename', objects);
    expect(answer.trim().split('\n')).toHaveLength(readdirSync(objects).length);
    expect(answer).not.toMatch(/^(?!.* \(server dry run\)$).+$/m);
  });

  test('a switch to the other engine and back each takes one update', async () => {
    const alertmanagers = () => kubectl('get', 'alertmanagers', '--output', 'name');
    const webhook = { webhook: { url: 'http://chat.trading.svc/hook' } };
    subject.configure({ ...settings(0.2), alerting: { engine: 'alertmanager', routes: { critical: webhook } } });
    await subject.up();
    expect(await alertmanagers()).toContain(`trading-${environment}`);
    expect(await touched(subject, { refresh: true })).toEqual([]);
    subject.configure(settings(0.2));
    await subject.up();
    expect(await alertmanagers()).toBe('');
    expect(await touched(subject, { refresh: true })).toEqual([]);
  });

  test('a second stack is created and destroyed without a change to the first', async () => {
    const second = await startEngine('second', { ...settings(0.3), environment: `${environment}b` }, program, [
      'grafana',
      'random',
    ]);
    try {
      await second.up();
      expect(await touched(second, { refresh: true })).toEqual([]);
      await second.stack.destroy();
    } finally {
      second.close();
    }
    expect(await touched(subject, { refresh: true })).toEqual([]);
    expect(await rules('get', '--output', 'yaml')).toContain('> 0.2');
  });

  test('the next update continues one that was killed in the middle', async () => {
    const { pid } = process;
    const larger = { ...settings(0.2), prometheus: { memory: 1100 } };
    subject.configure(larger);
    const engines = () => children(pid).filter(({ args }) => args.includes('up'));
    const killed = subject.up().catch(() => undefined);
    await waitFor('an update of the release', () =>
      kubectl('get', 'secrets', '--selector', 'owner=helm,status=pending-upgrade', '--output', 'name').then(
        (found) => found.trim() || undefined,
      ),
    );
    for (const each of engines()) process.kill(each.pid, 'SIGKILL');
    await killed;
    await subject.stack.cancel();
    const later = Date.now() + 3_600_000;
    await mendReleases(toSettings(trading, 'real', larger), { ...process.env, KUBECONFIG: kubeconfig }, later);
    await subject.up();
    expect(await touched(subject, { refresh: true })).toEqual([]);
    const memory = await kubectl('get', 'prometheuses', '--output', 'jsonpath={..resources.limits.memory}');
    expect(memory).toBe('1100Mi');
  });
}
