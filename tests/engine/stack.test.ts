/** The program on the real Pulumi engine. The providers are test doubles (tests/support/provider-double.ts). */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { resourceName } from '../../scripts/support/resource-steps';
import { startEngine, calledResources, resourceLabel, type Call, type Engine } from '../support/engine';
import { TYPESCRIPT } from '../support/shell';

const PASSWORD = 'a-password-that-must-not-leak';

const run = promisify(execFile);
process.env.DOUBLE_PASSWORD = PASSWORD;

describe('a stack from its first preview to destroy', () => {
  let subject: Engine;
  beforeAll(async () => {
    subject = await startEngine('dev', {});
  });
  afterAll(() => subject?.close());

  test('the first preview works before anything exists, and creates nothing', async () => {
    const { changeSummary } = await subject.stack.preview();
    expect(Object.keys(changeSummary)).toEqual(['create']);
    expect(subject.calls()).toEqual([]);
  });

  test('up creates servers and content, and nothing else', async () => {
    await subject.up();
    expect(calledResources(subject.calls(), 'create')).toEqual([
      'Container demo-backend',
      'Container demo-backend-files',
      'Container grafana',
      'Container grafana-files',
      'Container prometheus',
      'Container prometheus-files',
      'Dashboard api-health',
      'Dashboard business-kpis',
      'Dashboard monitoring',
      'Dashboard overview',
      'DataSource prometheus',
      'Folder folder',
      'Network network',
      'OrganizationPreferences home',
      'RandomPassword grafana-admin',
      'RemoteImage demo-backend',
      'RemoteImage grafana',
      'RemoteImage prometheus',
      'RuleGroup api-health',
      'RuleGroup business-health',
      'RuleGroup meta',
      'RuleGroup slo',
      'Volume demo-program',
      'Volume grafana-data',
      'Volume grafana-secrets',
      'Volume prometheus-config',
      'Volume prometheus-data',
    ]);
  });

  test('a second up changes nothing', async () => {
    expect(Object.keys(await subject.up())).toEqual(['same']);
    expect(subject.calls()).toEqual([]);
  });

  test('the admin password is not readable in state, outputs or container environment', async () => {
    expect(subject.state()).not.toContain(PASSWORD);
    const outputs = await subject.stack.outputs();
    expect(Object.entries(outputs).filter(([, { value }]) => value === PASSWORD)).toEqual([
      ['grafanaPassword', { value: PASSWORD, secret: true }],
    ]);
    const { deployment } = (await subject.stack.exportStack()) as {
      deployment: { resources: { type: string; inputs?: { envs?: string[] } }[] };
    };
    const containers = deployment.resources.filter(({ type }) => type === 'docker:index/container:Container');
    expect(containers).toHaveLength(6);
    for (const { inputs } of containers) expect(JSON.stringify(inputs?.envs ?? [])).not.toContain(PASSWORD);
  });

  test('one changed threshold changes only the resources that contain it', async () => {
    await subject.stack.setAllConfig(
      { 'trading-observability:thresholds.HighAPILatency.above': { value: '0.8' } },
      true,
    );
    await subject.up();
    const calls = subject.calls();
    expect(calledResources(calls, 'update')).toEqual([
      'Dashboard api-health',
      'Dashboard overview',
      'RuleGroup api-health',
    ]);
    const docker = calls
      .filter(({ type }) => type.startsWith('docker:'))
      .map((each) => `${each.call} ${resourceLabel(each)}`);
    // Neither Prometheus nor its samples change: it loads the files from the other container.
    expect(docker).toEqual(['delete Container prometheus-files', 'create Container prometheus-files']);
  });

  test('refresh finds no drift', async () => {
    const { summary } = await subject.stack.refresh();
    expect(Object.keys(summary.resourceChanges ?? {})).toEqual(['same']);
  });

  test('destroy removes everything', async () => {
    await subject.stack.destroy();
    expect(calledResources(subject.calls(), 'delete')).toHaveLength(27);
  });
});

test('a wrong stack file fails the preview with one message that lists every mistake and has no stack trace', async () => {
  const settings = {
    thresholds: { HighApiLatency: { above: 1 }, CriticalErrorRate: { above: 'fast' } },
    tagret: 'docker',
  };
  const script = join(__dirname, '../support/preview.ts');
  const { stdout } = await run(process.execPath, [...TYPESCRIPT, script, 'broken', JSON.stringify(settings)]);
  expect(stdout).toContain('stack "broken" has 3 mistakes:');
  expect(stdout).toContain('thresholds.HighApiLatency: no such alert; did you mean HighAPILatency?');
  expect(stdout).toContain('thresholds.CriticalErrorRate.above: had "fast" (a string), needs a number');
  expect(stdout).toContain('did you mean target?');
  expect(stdout).not.toMatch(/\.ts:\d+/);
});

describe('the containers', () => {
  let containers: Call[];
  /** Containers that only upload files, and never start. */
  let loaders: Call[];
  beforeAll(async () => {
    const subject = await startEngine('prod', { backend: { address: 'backend:8000' } });
    await subject.up();
    const all = subject
      .calls()
      .filter(({ type }) => type === 'docker:index/container:Container')
      .sort((a, b) => a.urn.localeCompare(b.urn));
    containers = all.filter(({ props }) => props.start !== false);
    loaders = all.filter(({ props }) => props.start === false);
    subject.close();
  });

  test('listen on localhost only', () => {
    const ports = containers.flatMap(({ props }) => props.ports as { ip: string; external: number }[]);
    expect(ports).toEqual(
      [
        { internal: 3000, external: 3000, ip: '127.0.0.1' },
        { internal: 9090, external: 9090, ip: '127.0.0.1' },
      ].map((port) => expect.objectContaining(port) as object),
    );
  });

  test('have no capabilities, a read-only root, a user other than root, a memory limit and a health check', () => {
    expect(containers).toHaveLength(2);
    for (const { props } of containers)
      expect(props).toMatchObject({
        readOnly: true,
        capabilities: { drops: ['ALL'] },
        securityOpts: ['no-new-privileges:true'],
        user: expect.not.stringMatching(/^(0|root)?(:|$)/) as string,
        memory: expect.any(Number) as number,
        healthcheck: expect.objectContaining({ retries: 12 }) as object,
        wait: true,
      });
  });

  test('are stopped, not killed, when they are replaced, so that data in memory reach their volume', () => {
    for (const { props } of containers) expect(props.destroyGraceSeconds).toBeGreaterThanOrEqual(20);
  });

  test('get their files from a container that never starts: Docker refuses to copy into a read-only root', () => {
    for (const { props } of containers) expect(props.uploads).toBeUndefined();
    expect(loaders.map(({ urn }) => resourceName(urn))).toEqual(['grafana-files', 'prometheus-files']);
    for (const [index, { props }] of loaders.entries()) {
      const mounts = props.volumes as { containerPath: string; volumeName: string }[];
      // The server only reads them: an intruder cannot change what it starts with.
      const read = mounts.map((mount) => ({ ...mount, readOnly: true }));
      expect(containers[index]?.props.volumes).toEqual(expect.arrayContaining(read));
      for (const { file } of props.uploads as { file: string }[])
        expect(mounts.some(({ containerPath }) => file.startsWith(`${containerPath}/`))).toBe(true);
      expect(props).not.toMatchObject({ readOnly: true });
      expect(props.ports).toBeUndefined();
    }
  });

  test('without the demo the stack has no demo backend', () => {
    expect(containers.map(({ urn }) => resourceName(urn))).toEqual(['grafana', 'prometheus']);
  });
});
