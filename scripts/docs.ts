/**
 * `npm run docs`: writes what stands in a file but has its source elsewhere: the tables of the runbooks (between
 * `<!-- alerts:begin -->` and `<!-- alerts:end -->`) and the keys declared in `Pulumi.yaml`. With `--check` it changes nothing and exits with 1 where one is stale.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dump, load } from 'js-yaml';
import type { z } from 'zod';
import { fieldsOf } from '../config/problems';
import { schema } from '../config/schema';
import { toSettings, ruleContext } from '../config/settings';
import { exporterNames } from '../metrics/exporter-metrics';
import { inWords } from '../metrics/units';
import { resolveAll, runbookFile, type Alert } from '../rules/catalogue';
import { limitOf, table } from './alerts';
import { command } from '../toolchain/command-line';

const ROOT = join(__dirname, '..');
const BLOCK = /<!-- alerts:begin -->[\s\S]*?<!-- alerts:end -->/;

function row({ name, severity, component, threshold, for: duration }: Alert): string[] {
  return [
    `[${name}](#${name.toLowerCase()})`,
    severity,
    component,
    limitOf(threshold),
    duration === '0s' ? 'at once' : inWords(duration),
  ];
}

const HEAD = ['alert', 'severity', 'component', 'fires', 'after'];

/** What `Pulumi.yaml` says of a key that a stack may leave out. */
function declared(field: z.ZodType): object {
  const { description } = field;
  if (fieldsOf(field).size > 0) return { type: 'object', default: {}, description };
  const value = field.safeParse(undefined).data;
  return { type: typeof value === 'boolean' ? 'boolean' : 'string', default: value ?? '', description };
}

/** `Pulumi.yaml` with the schema's keys declared, so that `pulumi config` explains them. */
function project(): string {
  const text = readFileSync(join(ROOT, 'Pulumi.yaml'), 'utf8');
  const config = Object.entries<z.ZodType>(schema.shape).map(([key, field]) => [key, declared(field)] as const);
  return dump({ ...(load(text) as object), config: Object.fromEntries(config) }, { lineWidth: -1, noRefs: true });
}

/** Each file with a part that is written by this command, and the text it should have. */
export function documents(): Record<string, string> {
  const alerts = resolveAll({ ...ruleContext(toSettings('default', {})), exporters: exporterNames });
  const inFolder = readdirSync(join(ROOT, 'runbooks')).map((file): [string, Alert[]] => [
    join('runbooks', file),
    alerts.filter(({ group }) => runbookFile(group) === file),
  ]);
  const tables = Object.fromEntries(
    inFolder
      .filter(([, of]) => of.length > 0)
      .map(([path, of]) => {
        const text = readFileSync(join(ROOT, path), 'utf8');
        const block = `<!-- alerts:begin -->\n\n${table(HEAD, of.map(row))}\n\n<!-- alerts:end -->`;
        return [path, text.replace(BLOCK, () => block)];
      }),
  );
  return { ...tables, 'Pulumi.yaml': project() };
}

if (require.main === module)
  void command({ usage: 'npm run docs [-- --check]', options: { check: 'boolean' } }, ({ check }) => {
    const stale = Object.entries(documents()).filter(([path, text]) => readFileSync(join(ROOT, path), 'utf8') !== text);
    if (check !== true) for (const [path, text] of stale) writeFileSync(join(ROOT, path), text);
    for (const [path] of stale) console.log(`${path}: ${check === true ? 'stale, run npm run docs' : 'written'}`);
    return check === true && stale.length > 0 ? 1 : 0;
  });
