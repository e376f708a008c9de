/**
 * The exact options that the engine gets for each container, given to a real Docker as its provider gives them (files
 * are copied by the container's root, before it starts). The programs are stand-ins, as the image must be local: this
 * proves what Docker does with the options, not that Grafana runs with them. Without Docker, only the first test runs.
 */
import { execFile, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { startEngine, type Call } from '../support/engine';

const PASSWORD = 'a-password-that-inspect-must-not-show';
process.env.DOUBLE_PASSWORD = PASSWORD;

interface Props {
  readonly name: string;
  readonly user: string;
  readonly memory: number;
  readonly readOnly?: boolean;
  readonly start?: boolean;
  readonly envs?: readonly string[];
  readonly tmpfs?: Readonly<Record<string, string>>;
  readonly capabilities: { readonly drops: readonly string[] };
  readonly securityOpts: readonly string[];
  readonly volumes?: readonly {
    readonly containerPath: string;
    readonly volumeName: string;
    readonly readOnly?: boolean;
  }[];
  readonly uploads?: readonly { readonly file: string; readonly content: unknown; readonly permissions: string }[];
}

let containers: Call[];
beforeAll(async () => {
  const subject = await startEngine('dev', {});
  await subject.up();
  containers = subject.calls().filter(({ type }) => type === 'docker:index/container:Container');
  subject.close();
});
const propsOf = (name: string) =>
  (containers.find(({ urn }) => urn.endsWith(`::servers-${name}`)) as Call).props as unknown as Props;

test('no container sees the host: no path, device, namespace or privilege of it', () => {
  expect(containers).toHaveLength(6);
  for (const { props } of containers) {
    for (const key of ['privileged', 'devices', 'mounts', 'hosts', 'pidMode', 'ipcMode', 'usernsMode'])
      expect([key, props[key]]).toEqual([key, undefined]);
    expect(['bridge', 'none']).toContain(props.networkMode);
    for (const volume of (props.volumes ?? []) as { hostPath?: string }[]) expect(volume.hostPath).toBeUndefined();
  }
});

const busybox = ['/bin/busybox', '/usr/bin/busybox'].find(existsSync);
const answers = spawnSync('docker', ['version', '--format', '{{.Server.Version}}'], { timeout: 20_000 }).status === 0;

if (!answers || busybox === undefined)
  console.log('Not run: what a real Docker makes of the options. It needs a Docker that answers and a static busybox.');
else {
  const run = promisify(execFile);
  const docker = async (...args: string[]) => (await run('docker', args, { maxBuffer: 1 << 26 })).stdout.trim();
  const image = `hardening-${process.pid}`;
  const folder = mkdtempSync(join(tmpdir(), 'hardening-'));

  beforeAll(async () => {
    copyFileSync(busybox, join(folder, 'busybox'));
    const make = 'mkdir -m 1777 /tmp && mkdir -p /etc /dev /proc /sys && /bin/busybox --install -s /bin';
    writeFileSync(
      join(folder, 'Dockerfile'),
      `FROM scratch\nCOPY busybox /bin/\nRUN ["/bin/busybox", "sh", "-c", "${make}"]\n`,
    );
    await docker('build', '--quiet', '--network', 'none', '--tag', image, folder);
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    const ofImage = (await docker('ps', '-aq', '--filter', `ancestor=${image}`)).split('\n').filter(Boolean);
    if (ofImage.length > 0) await docker('rm', '--force', ...ofImage);
    const volumes = (await docker('volume', 'ls', '-q', '--filter', `name=${image}`)).split('\n').filter(Boolean);
    if (volumes.length > 0) await docker('volume', 'rm', ...volumes);
    await docker('rmi', '--force', image);
  });

  /** The options that Docker's provider sends, as options of the command line. */
  const options = (props: Props): string[] => [
    ...['--network', 'none', '--user', props.user, '--memory', `${props.memory}m`, '--memory-swap', `${props.memory}m`],
    ...(props.readOnly === true ? ['--read-only'] : []),
    ...props.capabilities.drops.flatMap((each) => ['--cap-drop', each]),
    ...props.securityOpts.flatMap((each) => ['--security-opt', each]),
    ...Object.entries(props.tmpfs ?? {}).flatMap(([path, how]) => ['--tmpfs', `${path}:${how}`]),
    ...(props.envs ?? []).flatMap((each) => ['--env', each]),
    ...(props.volumes ?? []).flatMap(({ volumeName, containerPath, readOnly }) => [
      '--volume',
      `${image}-${volumeName}:${containerPath}:${readOnly === true ? 'ro' : 'rw'}`,
    ]),
  ];
  const text = (content: unknown): string =>
    typeof content === 'string' ? content : (content as { value: string }).value;

  /** Creates the container and copies its files in as root, as the provider does. */
  async function create(name: string, props: Props, script: string): Promise<string> {
    const id = await docker('create', ...options(props), '--entrypoint', '/bin/sh', image, '-c', script);
    const root = join(folder, name);
    for (const { file, content, permissions } of props.uploads ?? []) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), text(content), { mode: parseInt(permissions, 8) });
    }
    if (existsSync(root)) await docker('cp', `${root}/.`, `${id}:/`);
    return id;
  }

  test.each(['demo-backend', 'grafana', 'prometheus'])(
    '%s is a process without capabilities or new privileges that reads its files and writes only to volumes and /tmp',
    async (name) => {
      const loader = propsOf(`${name}-files`);
      const server = propsOf(name);
      await create(name, loader, 'exit 1');
      const files = (loader.uploads ?? []).map(({ file }) => file);
      const script = [
        "grep -E '^(Cap(Prm|Eff|Bnd|Amb)|NoNewPrivs|Uid|Seccomp):' /proc/self/status | tr '\\t' ' '",
        'touch /changed 2>/dev/null && echo root-written',
        'touch /tmp/x && echo tmp-written',
        'cp /bin/busybox /tmp/ && chmod +x /tmp/busybox && /tmp/busybox true 2>/dev/null && echo tmp-executed',
        ...files.map((file) => `cat ${file} >/dev/null && echo read ${file}; echo x >>${file} && echo wrote ${file}`),
        'true',
      ].join('; ');
      const id = await create(`${name}-server`, server, script);
      const output = (await docker('start', '--attach', id).catch((error: { stdout: string }) => error.stdout)).split(
        '\n',
      );
      const uid = server.user.split(':')[0] ?? '';
      const none = '0'.repeat(16);
      expect(output).toEqual([
        `Uid: ${[uid, uid, uid, uid].join(' ')}`,
        ...['CapPrm', 'CapEff', 'CapBnd', 'CapAmb'].map((set) => `${set}: ${none}`),
        'NoNewPrivs: 1',
        'Seccomp: 2',
        'tmp-written',
        ...files.map((file) => `read ${file}`),
      ]);
      const [inspected] = JSON.parse(await docker('inspect', id)) as { HostConfig: Record<string, unknown> }[];
      expect(inspected?.HostConfig).toMatchObject({
        Memory: server.memory * 1024 * 1024,
        MemorySwap: server.memory * 1024 * 1024,
        ReadonlyRootfs: true,
        Privileged: false,
      });
      expect(JSON.stringify(inspected)).not.toContain(PASSWORD);
    },
  );

  test('Docker refuses to copy into a container with a read-only root, which is why another container uploads the files', async () => {
    const loader = { ...propsOf('prometheus-files'), readOnly: true };
    await expect(create('refused', loader, 'true')).rejects.toThrow('container rootfs is marked read-only');
  });

  test('the guide’s commands restore a volume with its owners', async () => {
    const guide = readFileSync(join(__dirname, '../../docs/operations.md'), 'utf8');
    const [backup, restore] = guide.split('## Backup and restore')[1]?.match(/^docker run .*$/gm) ?? [];
    const volume = 'trading_grafana_data_prod';
    const within = (script: string) =>
      docker('run', '--rm', '--network', 'none', '-v', `${image}-${volume}:/data`, image, 'sh', '-c', script);
    const runCommand = (command = '') =>
      run(
        'sh',
        ['-c', command.replaceAll(volume, `${image}-${volume}`).replace('busybox:1.37.0', `--network none ${image}`)],
        { cwd: folder },
      );
    await within('mkdir /data/sub && echo kept >/data/sub/file && chown -R 472:0 /data/sub');
    await runCommand(backup);
    await within('echo lost >/data/sub/file; touch /data/new');
    await runCommand(restore);
    expect(await within("cd /data && find . -exec stat -c '%n %u:%g' {} + && cat sub/file")).toBe(
      ['. 0:0', './sub 472:0', './sub/file 472:0', 'kept'].join('\n'),
    );
  });
}
