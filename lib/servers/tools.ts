/**
 * The programs that the tests and `make demo` run. In this order: the program on PATH if it has the deployed version,
 * one built with Go from the module pinned in `lib/servers/modules/`, or one from a pinned image (for Pulumi, its own
 * download). The last two are kept in `.tools/`.
 */
import type * as Automation from '@pulumi/pulumi/automation';
import { createHash } from 'node:crypto';
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { alertmanagerModule } from './alertmanager-module';
import { EXE, findOnPath, isExecutable } from './on-path';
import { PULUMI, TOOLS, type Tool, type ToolName } from './tool-table';
import { run } from './run-program';

const ROOT = join(__dirname, '../..');
/** Go modules that pin the versions. */
const MODULES = join(__dirname, 'modules');
/** Programs that a CLI of Pulumi built from its module lacks; last on PATH, because an installed CLI has its own. */
export const PLUGINS = join(MODULES, 'bin');
const TOOLS_FOLDER = join(ROOT, '.tools');

/** A tool that this machine neither has nor can build. The message says what to install. */
export class ToolError extends Error {
  override readonly name = 'ToolError';
}

/** The version that the program prints; empty if it prints none. */
export async function versionOf(name: ToolName, path: string): Promise<string> {
  const { stdout, stderr } = await run(path, [TOOLS[name].version ?? '--version']);
  return /(?:version |^v)(\d+\.\d+\.\d+)/.exec(stdout + stderr)?.[1] ?? '';
}

/** The required version, in words. */
async function wantedVersion(name: ToolName): Promise<string> {
  const pinned = await release(name);
  return TOOLS[name].acceptsLater ? `${pinned} or a later ${pinned.split('.')[0]}.x` : pinned;
}

/** Whether a program on PATH may be used with this version. */
function isAccepted(version: string, pinned: string, acceptsLater = false): boolean {
  if (version === pinned || !acceptsLater) return version === pinned;
  const [have, want] = [version, pinned].map((each) => each.split('.').map(Number)) as [number[], number[]];
  const first = want.findIndex((part, i) => part !== have[i]);
  return first > 0 && (have[first] ?? 0) > (want[first] ?? 0);
}

/** The program on PATH and the version that it prints; undefined if there is none. */
async function installedTool(
  name: ToolName,
): Promise<{ path: string; version: string; accepted: boolean } | undefined> {
  const path = findOnPath([name]);
  if (path === undefined) return undefined;
  const version = await versionOf(name, path).catch(() => '');
  return { path, version, accepted: isAccepted(version, await release(name), TOOLS[name].acceptsLater) };
}

async function findFittingTool(name: ToolName): Promise<string | undefined> {
  const installed = await installedTool(name);
  return installed?.accepted === true ? installed.path : undefined;
}

/** The version of a tool that its go.mod pins, such as `0.28.1`. Throws if the file does not contain it. */
export async function pinnedVersion(name: ToolName): Promise<string> {
  const { module, source } = TOOLS[name];
  const text = await readFile(join(MODULES, module, 'go.mod'), 'utf8');
  const version = text.split(/\s*\n\s*/).find((line) => line.startsWith(`${source} v`));
  if (version === undefined) throw new ToolError(`lib/servers/modules/${module}/go.mod does not require ${source}`);
  return (version.split(' ')[1] ?? '').slice(1);
}

/** The release of a module's version: Prometheus numbers its module 0.316.0 for the release 3.16.0. */
export async function release(name: ToolName): Promise<string> {
  const version = await pinnedVersion(name);
  return TOOLS[name].module === 'prometheus' ? version.replace(/^0\.(\d)0?(\d+)/, '$1.$2') : version;
}

async function flags(name: ToolName): Promise<string[]> {
  const { stampedAs, module } = TOOLS[name];
  const version = module === 'pulumi' ? `v${PULUMI}` : await release(name);
  const linked = stampedAs === undefined ? '-s -w' : `-s -w -X ${stampedAs}=${version}`;
  // Service discovery for a dozen clouds is most of Prometheus' size, and nothing here uses it.
  return ['-mod=readonly', '-trimpath', '-tags', 'remove_all_sd', '-ldflags', linked];
}

/** A hash of everything that a build depends on: if it changes, the program has to be built again. */
export async function stamp(name: ToolName): Promise<string> {
  const hash = createHash('sha256');
  for (const file of ['go.mod', 'go.sum']) hash.update(await readFile(join(MODULES, TOOLS[name].module, file)));
  return hash.update((await flags(name)).join(' ')).digest('hex');
}

/** Moves a file into place atomically, so that nobody runs an incomplete program. */
async function place(target: string, make: (temporary: string) => Promise<unknown>): Promise<string> {
  await mkdir(join(TOOLS_FOLDER, 'bin'), { recursive: true });
  const temporary = `${target}.${process.pid}`;
  await make(temporary);
  await rename(temporary, target);
  return target;
}

async function buildTool(name: ToolName): Promise<string | undefined> {
  const target = join(TOOLS_FOLDER, 'bin', name + EXE);
  const currentStamp = await stamp(name);
  const have = await readFile(`${target}.stamp`, 'utf8').catch(() => '');
  if (isExecutable(target) && have === currentStamp) return target;
  const go = findOnPath(['go']);
  if (go === undefined) return undefined;
  const { module, source } = TOOLS[name];
  process.stderr.write(
    `building ${name} ${await release(name)} from lib/servers/modules/${module}, once; this takes minutes\n`,
  );
  const cwd = join(MODULES, module);
  const prepared =
    name === 'alertmanager' ? [`-modfile=${await alertmanagerModule(go, cwd, join(TOOLS_FOLDER, 'src'))}`] : [];
  await place(target, async (file) =>
    run(go, ['build', ...prepared, ...(await flags(name)), '-o', file, `${source}/cmd/${name}`], { cwd }),
  );
  await place(`${target}.stamp`, (file) => writeFile(file, currentStamp));
  return target;
}

/** A script that runs the tool from its release's image, with the files and ports of this machine. */
async function fromImage(name: ToolName): Promise<string | undefined> {
  const { image: repository } = TOOLS[name];
  const docker = findOnPath(['docker']);
  if (docker === undefined || repository === undefined || process.platform === 'win32') return undefined;
  const image = `${repository}:v${await release(name)}`;
  const answers = (...args: string[]) =>
    run(docker, args, { timeout: 20_000 }).then(
      () => true,
      () => false,
    );
  if (!(await answers('version', '--format', '{{.Server.Version}}'))) return undefined;
  // Pulled here, so that an unreachable registry becomes a reason in the message instead of a failing test.
  if (!(await answers('image', 'inspect', image))) await run(docker, ['pull', '--quiet', image]);
  const script = `#!/bin/sh
exec docker run --rm --init --network host --user "$(id -u):$(id -g)" \\
  -v '${ROOT}:${ROOT}' -v '${tmpdir()}:${tmpdir()}' -w "$PWD" --entrypoint /bin/${name} ${image} "$@"
`;
  return place(join(TOOLS_FOLDER, 'bin', `${name}.docker`), async (file) => {
    await writeFile(file, script);
    await chmod(file, 0o755);
  });
}

/** Pulumi's own installer, at the version of the SDK. */
async function downloadTool(name: ToolName): Promise<string | undefined> {
  if (name !== 'pulumi') return undefined;
  // Loaded here, because few commands need the Automation API; Node's own `import` does not find this folder.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { PulumiCommand } = require('@pulumi/pulumi/automation') as typeof Automation;
  const root = join(TOOLS_FOLDER, 'pulumi');
  const { command } = await PulumiCommand.install({ root });
  return command;
}

/** The instruction to install what is missing. */
function installLine(module: Tool['module']): string {
  if (module === 'pulumi') return `curl -fsSL https://get.pulumi.com | sh -s -- --version ${PULUMI}`;
  if (process.platform === 'darwin') return `brew install ${module}`;
  if (process.platform === 'win32') return 'winget install GoLang.Go';
  return 'start Docker, or install Go: https://go.dev/doc/install';
}

async function missingToolError(name: ToolName, reasons: readonly string[]): Promise<ToolError> {
  const { module } = TOOLS[name];
  const lines = [
    `${name} ${await wantedVersion(name)} is not on PATH and could not be had otherwise. To install it:`,
    installLine(module),
  ];
  return new ToolError(
    [...lines, ...reasons.map((reason) => `(${reason.replace(/\s+/g, ' ').slice(0, 300)})`)].join('\n  '),
  );
}

async function find(name: ToolName): Promise<string> {
  const reasons: string[] = [];
  for (const way of [findFittingTool, buildTool, fromImage, downloadTool]) {
    try {
      const path = await way(name);
      if (path !== undefined) return path;
    } catch (error) {
      // If one way fails, the next is tried; the message contains this error if none works.
      reasons.push(error instanceof Error ? error.message.trim() : String(error));
    }
  }
  throw await missingToolError(name, reasons);
}

/** Why a tool on PATH is used, or is not. */
export async function toolReason(name: ToolName): Promise<string> {
  const installed = await installedTool(name);
  if (installed?.accepted === true && !installed.path.startsWith(TOOLS_FOLDER))
    return 'on PATH, the version that is deployed';
  const version = await wantedVersion(name);
  if (installed === undefined || installed.path.startsWith(TOOLS_FOLDER))
    return `made here: PATH has no ${name} ${version}`;
  return `made here: ${installed.path} is ${installed.version || 'of an unknown version'}, needed is ${version}`;
}

const toolPaths = new Map<ToolName, Promise<string>>();

/** Path of a program, which is built or downloaded if necessary. Throws a {@link ToolError} if that is not possible. */
export function tool(name: ToolName): Promise<string> {
  const path = toolPaths.get(name) ?? find(name);
  toolPaths.set(name, path);
  return path;
}
