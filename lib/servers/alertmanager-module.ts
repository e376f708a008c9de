/** Prepares Alertmanager's Go module for a build: from 0.32 on it lacks the compiled pages that its program embeds. */
import { chmod, copyFile, cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './run-program';

const MODULE = 'github.com/prometheus/alertmanager';
const PAGES = ['ui/app/dist/elm', 'ui/app/dist/mantine'];

/** The module cache is read-only; the copy must be writable, and removable by the next build. */
async function makeFoldersWritable(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries.filter((each) => each.isDirectory())) await makeFoldersWritable(join(folder, entry.name));
}

/**
 * Copies the module out of the cache into `target`, adds empty pages, and writes a go.mod that points at the copy.
 * Returns the path of that go.mod for `go build -modfile`. The API, the configuration and amtool are as released; only
 * the web pages are empty.
 */
export async function alertmanagerModule(go: string, pinnedIn: string, target: string): Promise<string> {
  const { stdout } = await run(go, ['mod', 'download', '-json', MODULE], { cwd: pinnedIn });
  const { Dir: source } = JSON.parse(stdout) as { readonly Dir: string };
  const copy = join(target, 'alertmanager');
  await rm(copy, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  await cp(source, copy, { recursive: true });
  await makeFoldersWritable(copy);
  for (const folder of PAGES) {
    await mkdir(join(copy, folder), { recursive: true });
    for (const ending of ['', '.gz', '.br']) await writeFile(join(copy, folder, `index.html${ending}`), '');
  }
  const modfile = join(target, 'alertmanager.mod');
  await copyFile(join(pinnedIn, 'go.mod'), modfile);
  await copyFile(join(pinnedIn, 'go.sum'), join(target, 'alertmanager.sum'));
  await run(go, ['mod', 'edit', '-replace', `${MODULE}=${copy}`, modfile], { cwd: pinnedIn });
  return modfile;
}
