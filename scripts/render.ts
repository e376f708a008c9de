/** `npm run render -- --stack S --out DIR`: writes what the stack would deploy, without Pulumi's engine. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Secret } from '../config/secret';
import { readStackFile } from '../config/stack-file';
import { toSettings } from '../config/settings';
import { compile, json, yaml, type Content } from '../compile';
import { slug } from '../rules/alert';
import { command, required } from '../toolchain/command-line';

/** Every file of a stack by its path below the output folder. */
export function files(content: Content): Record<string, string> {
  const under = (folder: string, texts: Readonly<Record<string, string | Secret>>, ending = '') =>
    Object.entries(texts).map(([name, text]): [string, string] => [`${folder}/${name}${ending}`, String(text)]);
  return Object.fromEntries([
    ...under('prometheus', content.prometheus),
    ...under('alertmanager', content.alertmanager),
    // A credential prints as a marker.
    ...under('prometheus', content.credentials),
    ...(content.chartValues === undefined ? [] : under('kubernetes', { 'values.yaml': yaml(content.chartValues) })),
    ...under('grafana/dashboards', content.dashboards, '.json'),
    ...content.ruleGroups.map((group): [string, string] => [
      `grafana/rule-groups/${slug(group.title)}.json`,
      json(group),
    ]),
    ...(content.notifications === undefined
      ? []
      : [['grafana/notifications.json', json(content.notifications)] as [string, string]]),
    ['alerts.json', json(content.alerts)],
  ]);
}

/** Writes a file and the folders above it. */
export function writeText(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** Writes a stack's files below `out`. The folders it owns are emptied first, so that nothing stale remains. */
export function write(content: Content, out: string): string[] {
  for (const folder of ['prometheus', 'grafana', 'alertmanager', 'kubernetes'])
    rmSync(join(out, folder), { recursive: true, force: true });
  const all = Object.entries(files(content));
  for (const [path, text] of all) writeText(join(out, path), text);
  return all.map(([path]) => path);
}

if (require.main === module)
  void command({ stack: 'string', out: 'string' }, (options) => {
    const stack = required(options, 'stack');
    const out = required(options, 'out');
    const written = write(compile(toSettings(stack, readStackFile(stack))), out);
    console.log(`${stack}: ${written.length} files in ${out}`);
  });
