/** The commands of the runbooks. */
import { trading } from '../../platform';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { toSettings } from '../../lib/settings/settings';
import { shellFunctions } from '../../scripts/oncall/shell-functions';

const FOLDER = join(__dirname, '../../runbooks');

export interface CommandBlock {
  /** Such as `api-health.md, line 42`. */
  readonly place: string;
  readonly file: string;
  readonly text: string;
}

/** Every block of commands, without the indentation of a list around it. */
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

/** The commands that query Prometheus, each a line. */
const QUERY_COMMANDS = /^(?:promql|p95|compare|minutes_since) .+$/gm;

/** Every query of the commands, found by running the functions, with `$SELECTOR` as it is written. */
function collectQueries(): RunbookQuery[] {
  const places = commandBlocks.flatMap(({ place, text }) =>
    [...text.matchAll(QUERY_COMMANDS)].map(([line]) => ({ place, line })),
  );
  const script = [
    shellFunctions('dev', toSettings(trading, 'dev', {})).replace(/^addresses >&2$/m, ''),
    'promql() { printf \'%s\\0\' "$1"; }',
    ...places.map(({ line }) => line),
  ];
  const queries = execFileSync('sh', { input: script.join('\n'), encoding: 'utf8' })
    .split('\0')
    .slice(0, -1);
  return places.map(({ place }, i) => ({ place, query: queries[i] ?? '' }));
}
export const runbookQueries: readonly RunbookQuery[] = collectQueries();
