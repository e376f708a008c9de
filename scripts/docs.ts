/**
 * `npm run docs`: writes the generated parts of files: the references `docs/settings.md`, `docs/alerts.md` and
 * `docs/records.md`, the versions in `docs/architecture.md`, and the keys declared in `Pulumi.yaml`, whose comments it
 * keeps. With `--check` it changes nothing, and exits with 1 if a file is stale.
 */
import { trading } from '../platform';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dump } from 'js-yaml';
import type { z } from 'zod';
import { fieldsOf } from '../lib/settings/problems';
import { schemaOf } from '../lib/settings/schema';
import { parseImage, tagOf } from '../lib/settings/images';
import { CHART_IMAGES, CHART_VERSION, IMAGES } from '../lib/settings/versions';
import { table } from './support/table';
import { alertsPage } from './docs/alerts';
import { recordsPage } from './docs/records';
import { settingsPage } from './docs/settings';
import { dependencies, engines } from '../package.json';
import { command } from '../lib/servers/command-line';

const ROOT = join(__dirname, '..');
/** The declaration in `Pulumi.yaml` of a key that a stack may leave out. */
function configDeclaration(field: z.ZodType): object {
  const { description } = field;
  const value = field.safeParse(undefined).data;
  if (fieldsOf(field).size > 0 || typeof value === 'object') return { type: 'object', default: {}, description };
  return { type: typeof value === 'boolean' ? 'boolean' : 'string', default: value ?? '', description };
}

/** `Pulumi.yaml` with the schema's keys declared. */
function project(): string {
  const text = readFileSync(join(ROOT, 'Pulumi.yaml'), 'utf8');
  const config = Object.entries<z.ZodType>(schemaOf(trading).shape).map(
    ([key, field]) => [key, configDeclaration(field)] as const,
  );
  const declarations = dump({ config: Object.fromEntries(config) }, { lineWidth: -1, noRefs: true });
  return text.replace(/^config:\n(?:[ #].*\n|\n)*/m, () => declarations);
}

const VERSIONS = /<!-- versions:begin -->[\s\S]*?<!-- versions:end -->/;

/** The architecture's page with the versions that a stack deploys. */
function architecture(): string {
  const images = new Set([...Object.values(IMAGES), ...Object.values(trading.exporters).map(({ image }) => image)]);
  const rows = [
    ...[...images].map((image) => [`\`${parseImage(image).repository}\``, tagOf(image)]),
    ['kube-prometheus-stack (Kubernetes 1.25 and later)', CHART_VERSION],
    ...Object.values(CHART_IMAGES).map(([repository, tag]) => [`its \`${repository}\``, tag]),
    ['Pulumi, its CLI and SDK', dependencies['@pulumi/pulumi']],
    ['Node', engines.node],
    ['TypeScript', dependencies.typescript],
  ];
  const block = `<!-- versions:begin -->\n\n${table(['part', 'version'], rows)}\n\n<!-- versions:end -->`;
  return readFileSync(join(ROOT, 'docs/architecture.md'), 'utf8').replace(VERSIONS, () => block);
}

/** Each file with a generated part, and the text that it should have. */
export async function documents(): Promise<Record<string, string>> {
  return {
    'docs/architecture.md': architecture(),
    'Pulumi.yaml': project(),
    'docs/settings.md': settingsPage(),
    'docs/alerts.md': await alertsPage(),
    'docs/records.md': recordsPage(),
  };
}

if (require.main === module)
  void command({ usage: 'npm run docs [-- --check]', options: { check: 'boolean' } }, async ({ check }) => {
    const stale = Object.entries(await documents()).filter(([path, text]) => {
      const file = join(ROOT, path);
      return !existsSync(file) || readFileSync(file, 'utf8') !== text;
    });
    if (check !== true) for (const [path, text] of stale) writeFileSync(join(ROOT, path), text);
    for (const [path] of stale) console.log(`${path}: ${check === true ? 'stale, run npm run docs' : 'written'}`);
    return check === true && stale.length > 0 ? 1 : 0;
  });
