/** What the runbooks ask an engineer to type. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(__dirname, '../../runbooks');

export interface CommandBlock {
  /** Such as `api-health.md, line 42`. */
  readonly place: string;
  readonly file: string;
  readonly text: string;
}

/** Every block of commands, without the indentation of the list that it may stand in. */
export const commandBlocks: readonly CommandBlock[] = readdirSync(FOLDER).flatMap((file) => {
  const page = readFileSync(join(FOLDER, file), 'utf8');
  return [...page.matchAll(/^( *)```sh\n([\s\S]*?)^ *```$/gm)].map(({ 1: indent = '', 2: text = '', index }) => ({
    place: `${file}, line ${page.slice(0, index).split('\n').length}`,
    file,
    text: text.replace(new RegExp(`^${indent}`, 'gm'), ''),
  }));
});

export interface RunbookQuery {
  readonly place: string;
  readonly query: string;
}

/** Every PromQL query, with `$SELECTOR` as it is written. */
export const runbookQueries: readonly RunbookQuery[] = commandBlocks.flatMap(({ place, text }) =>
  [...text.matchAll(/^promql '([^']*)'$/gm)].map(([, query = '']) => ({ place, query })),
);
