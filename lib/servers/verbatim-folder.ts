/** A folder with rule files (`*.yml`, `*.yaml`) and dashboards (`*.json`) that a platform's stacks deploy as they are. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { VerbatimFiles } from '../alerting/verbatim';

export function readVerbatimFolder(folder: string): VerbatimFiles {
  const names = readdirSync(folder).sort();
  const read = (pattern: RegExp) =>
    Object.fromEntries(
      names.filter((name) => pattern.test(name)).map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
    );
  return { rules: read(/\.ya?ml$/), dashboards: read(/\.json$/) };
}
