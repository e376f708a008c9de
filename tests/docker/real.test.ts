/**
 * The program and the engine on a real Docker with its real provider, and running containers. The servers in them are
 * stand-ins made of busybox, and Grafana's and Random's providers are test doubles. Runs where Docker answers, a
 * static busybox exists, and Docker's provider is on PATH or was installed by `pulumi plugin install resource docker`.
 */
import { execFile, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { dump, load } from 'js-yaml';
import { dependencies } from '../../package.json';
import program = require('../../index');
import { freePort } from '../../lib/servers/processes';
import { startEngine, PROJECT, type Engine } from '../support/engine';

const INSTALLED = join(homedir(), `.pulumi/plugins/resource-docker-v${dependencies['@pulumi/docker']}`);
const folders = [...(process.env.PATH ?? '').split(delimiter).filter(Boolean), INSTALLED];
const provider = folders.find((folder) => existsSync(join(folder, 'pulumi-resource-docker')));
const busybox = ['/bin/busybox', '/usr/bin/busybox'].find(existsSync);
const hasDocker = spawnSync('docker', ['version', '--format', '{{.Server.Version}}'], { timeout: 20_000 }).status === 0;

if (!hasDocker || busybox === undefined || provider === undefined) {
  test.todo('the stack on a real Docker: needs one that answers, a static busybox, and pulumi-resource-docker');
} else {
  const run = promisify(execFile);
  const docker = async (...args: string[]) => (await run('docker', args, { maxBuffer: 1 << 26 })).stdout.trim();
  const dockerLines = async (...args: string[]) => (await docker(...args)).split('\n').filter(Boolean).sort();
  const prefix = `real${process.pid}`;
  const PASSWORD = 'a-password-that-inspect-must-not-show';

  /** A server that needs its file, writes to its volume that it started and was stopped, and is healthy. */
  const server = (file: string, data: string, port: number, path: string) =>
    [
      '#!/bin/sh',
      `cat ${file} >/dev/null && echo started >>${data}/notes || exit 1`,
      `mkdir -p /tmp/www/$(dirname ${path}) && echo ok >/tmp/www/${path}`,
      `trap 'echo stopped >>${data}/notes; exit 0' TERM`,
      `httpd -f -p ${port} -h /tmp/www & wait`,
    ].join('\n');

  let subject: Engine;
  let settings: Record<string, unknown>;
  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), prefix));
    copyFileSync(busybox, join(folder, 'busybox'));
    const scripts = {
      prometheus: server('/etc/prometheus/prometheus.yml', '/prometheus', 9090, '-/ready'),
      'run.sh': server('/etc/grafana-secrets/admin-password', '/var/lib/grafana', 3000, 'api/health'),
    };
    for (const [name, text] of Object.entries(scripts)) {
      writeFileSync(join(folder, name), text);
      chmodSync(join(folder, name), 0o755);
    }
    const make = [
      'mkdir -m 1777 /tmp /prometheus && mkdir -p /etc/prometheus /dev /proc /sys /var/lib && mkdir -m 1777 /var/lib/grafana',
      '/bin/busybox --install -s /bin && chown 65534 /etc/prometheus',
    ].join(' && ');
    writeFileSync(
      join(folder, 'Dockerfile'),
      `FROM scratch\nCOPY busybox prometheus /bin/\nCOPY run.sh /\nRUN ["/bin/busybox", "sh", "-c", "${make}"]\nVOLUME /prometheus\n`,
    );
    await docker('build', '--quiet', '--network', 'none', '--tag', `${prefix}:1`, folder);
    rmSync(folder, { recursive: true });
    await docker('network', 'create', prefix);
    settings = {
      environment: prefix,
      backend: { address: 'backend:8000' },
      docker: { network: prefix },
      prometheus: { image: `${prefix}:1`, port: await freePort() },
      grafana: { image: `${prefix}:1`, port: await freePort() },
    };
    process.env.PATH = [process.env.PATH ?? '', provider].join(delimiter);
    process.env.DOUBLE_PASSWORD = PASSWORD;
    subject = await startEngine('real', settings, program, ['grafana', 'random']);
  });
  afterAll(async () => {
    subject?.close();
    const left = await dockerLines('ps', '-aq', '--filter', `name=_${prefix}`);
    if (left.length > 0) await docker('rm', '--force', '--volumes', ...left);
    const volumes = await dockerLines('volume', 'ls', '-q', '--filter', `name=_${prefix}`);
    if (volumes.length > 0) await docker('volume', 'rm', ...volumes);
    await docker('network', 'rm', prefix);
    await docker('rmi', '--force', `${prefix}:1`);
  });

  const containerName = (name: string) => `trading_${name}_${prefix}`;
  const containers = () =>
    dockerLines('ps', '-a', '--no-trunc', '--filter', `name=_${prefix}`, '--format', '{{.Names}} {{.ID}}');
  const notes = (name: string, folder: string) => dockerLines('exec', containerName(name), 'cat', `${folder}/notes`);
  /** Overrides these settings in the stack's file. */
  const configure = (changed: Record<string, unknown>) => {
    const file = join(subject.folder, 'work/Pulumi.real.yaml');
    const stackFile = load(readFileSync(file, 'utf8')) as object;
    const config = Object.entries({ ...settings, ...changed }).map(([key, value]) => [`${PROJECT}:${key}`, value]);
    writeFileSync(file, dump({ ...stackFile, config: Object.fromEntries(config) as object }));
  };

  test('the first update starts servers that answer; a second update and a refresh find nothing to do', async () => {
    await subject.stack.preview();
    await subject.up();
    expect(await dockerLines('ps', '--filter', `name=_${prefix}`, '--format', '{{.Names}} {{.Status}}')).toEqual(
      ['grafana', 'prometheus'].map((name) => expect.stringMatching(`^${containerName(name)} .*healthy`) as string),
    );
    expect(Object.keys(await subject.up())).toEqual(['same']);
    const { changeSummary } = await subject.stack.preview({ refresh: true });
    expect(Object.keys(changeSummary)).toEqual(['same']);
  });

  test('inspect shows no password, a read-only root, and files that the server can only read', async () => {
    const inspection = await docker('inspect', ...(await dockerLines('ps', '-aq', '--filter', `name=_${prefix}`)));
    expect(inspection).not.toContain(PASSWORD);
    const secret = '/etc/grafana-secrets/admin-password';
    expect(await docker('exec', containerName('grafana'), 'cat', secret)).toBe(PASSWORD);
    type Inspection = { HostConfig: object; Mounts: { Destination: string; RW: boolean }[] }[];
    const [prometheus] = JSON.parse(await docker('inspect', containerName('prometheus'))) as Inspection;
    expect(prometheus?.HostConfig).toMatchObject({ ReadonlyRootfs: true, CapDrop: ['ALL'], Privileged: false });
    expect(prometheus?.Mounts.map(({ Destination, RW }) => `${Destination} ${RW}`).sort()).toEqual([
      '/etc/prometheus false',
      '/prometheus true',
    ]);
  });

  test('a changed threshold replaces the container that uploads the files; Prometheus keeps running and finds the new file', async () => {
    const before = await containers();
    configure({ thresholds: { HighAPILatency: { above: 0.8 } } });
    await subject.up();
    const after = await containers();
    expect(after.filter((each) => !before.includes(each)).map((each) => each.split(' ')[0])).toEqual([
      `${containerName('prometheus')}_files`,
    ]);
    expect(await notes('prometheus', '/prometheus')).toEqual(['started']);
    expect(await docker('exec', containerName('prometheus'), 'cat', '/etc/prometheus/rules/api-health.yaml')).toContain(
      '0.8',
    );
  });

  test('changed memory replaces Prometheus: it is stopped, not killed, and its data stays', async () => {
    configure({ prometheus: { ...(settings.prometheus as object), memory: 512 } });
    await subject.up();
    expect(await notes('prometheus', '/prometheus')).toEqual(['started', 'started', 'stopped']);
  });

  test('an update with refresh restores a removed container, with the same data', async () => {
    await docker('rm', '--force', '--volumes', containerName('grafana'));
    await subject.up({ refresh: true, target: ['**docker:index/container:Container**'] });
    expect(await notes('grafana', '/var/lib/grafana')).toEqual(['started', 'started']);
  });

  test('destroy leaves no container, no volume and no password, only the image', async () => {
    await subject.stack.destroy();
    expect(await containers()).toEqual([]);
    expect(await dockerLines('volume', 'ls', '-q', '--filter', `name=_${prefix}`)).toEqual([]);
    expect(await dockerLines('images', '-q', `${prefix}:1`)).toHaveLength(1);
  });
}
