/**
 * `npm run new -- alert NAME --file api --panel api-health/latency`: creates the skeleton of a new alert, metric,
 * panel, receiver or exporter, and prints what is left to fill in.
 */
import { command, UsageError } from '../lib/servers/command-line';
import { alert } from './new/alert';
import { exporter } from './new/exporter';
import { FileEdits } from './new/file-edits';
import { metric } from './new/metric';
import { panel } from './new/panel';
import { receiver } from './new/receiver';
import { oneOf, type Skeleton } from './new/skeleton';

const KINDS: Readonly<Record<string, Skeleton>> = { alert, metric, panel, receiver, exporter };
const names = Object.keys(KINDS);

const [kind, name = '', ...args] = process.argv.slice(2);
const skeleton = KINDS[kind ?? ''];
void command(
  {
    usage:
      `npm run new -- ${kind !== undefined && skeleton ? kind : names.join('|')} NAME ${skeleton?.usage ?? ''}`.trim(),
    options: Object.fromEntries(
      [...(skeleton?.usage ?? '').matchAll(/--(\w+)/g)].map(([, option = '']) => [option, 'string' as const]),
    ),
  },
  async (options) => {
    if (skeleton === undefined) throw new UsageError(oneOf('the kind of thing', kind, names));
    const edits = new FileEdits();
    const todo = skeleton.write(name.startsWith('-') ? '' : name, options, edits);
    const left = [...new Set([...(await edits.write()), ...todo])];
    console.log(['Left to fill in:', ...left.map((line) => `  ${line}`)].join('\n'));
  },
  skeleton === undefined ? [] : args,
);
