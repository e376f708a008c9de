/** The stacks that this project ships or its docs show, as tests deploy them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { ENCRYPTED } from '../../lib/settings/raw';
import { PROJECT } from './engine';

const ROOT = join(__dirname, '../..');

export interface DocumentedStack {
  /** The file, and which of its stacks if it shows several. */
  readonly title: string;
  readonly settings: Readonly<Record<string, unknown>>;
  /** Placeholders for the values to be set with `--secret`, by path. */
  readonly secrets: Readonly<Record<string, string>>;
}

type Json = Readonly<Record<string, unknown>>;
const isGroup = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The settings without encrypted values, and the paths of those. */
function splitSecrets(group: Json, path = ''): { settings: Json; paths: string[] } {
  const parts = Object.entries(group).map(([key, value]) => {
    const here = path === '' ? key : `${path}.${key}`;
    if (!isGroup(value)) return { key, settings: value, paths: [] };
    return 'secure' in value ? { key, paths: [here] } : { key, ...splitSecrets(value, here) };
  });
  return {
    settings: Object.fromEntries(parts.flatMap((part) => ('settings' in part ? [[part.key, part.settings]] : []))),
    paths: parts.flatMap(({ paths }) => paths),
  };
}

function readStack(title: string, text: string): DocumentedStack {
  const { config } = load(text) as { readonly config: Json };
  const keys = Object.entries(config).map(([key, value]) => [key.replace(`${PROJECT}:`, ''), value]);
  const { settings, paths } = splitSecrets(Object.fromEntries(keys) as Json);
  const value = (path: string) => (path.endsWith('.url') ? 'https://hooks.example.com/unseen' : 'unseen-credential');
  return { title, settings, secrets: Object.fromEntries(paths.map((path) => [path, value(path)])) };
}

const filesIn = (folder: string, name: RegExp) =>
  readdirSync(join(ROOT, folder))
    .filter((file) => name.test(file))
    .map((file) => join(folder, file));
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

export const documentedStacks: readonly DocumentedStack[] = [
  ...[...filesIn('.', /^Pulumi\.\w+\.yaml$/), ...filesIn('docs/examples', /\.yaml$/)].map((file) =>
    readStack(file, read(file)),
  ),
  ...[...filesIn('.', /\.md$/), ...filesIn('docs', /\.md$/)].flatMap((file) =>
    [...read(file).matchAll(/```yaml\n(config:\n[\s\S]*?)```/g)].map(([, text = ''], i) =>
      readStack(`${file}, stack ${i + 1}`, text),
    ),
  ),
];

/** The stack's settings as in its file, with a placeholder for each secret. */
export function rawSettings({ settings, secrets }: DocumentedStack): Json {
  const withSecret = (group: Json, [key = '', ...below]: readonly string[]): Json => {
    const inner = group[key];
    return { ...group, [key]: below.length === 0 ? ENCRYPTED : withSecret(isGroup(inner) ? inner : {}, below) };
  };
  return Object.keys(secrets).reduce((raw, path) => withSecret(raw, path.split('.')), settings);
}
