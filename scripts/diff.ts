/**
 * `npm run diff -- --base REV [--stack S]`: compares what each stack would deploy at the revision and now; with
 * `--replay URL [--range 7d]`, also how often old and new alerts fire over the history of a Prometheus. `npm run diff
 * -- --dashboard FILE [--stack S]`: compares a dashboard exported from Grafana with the stack's. Both print Markdown.
 * Exit code 0: no differences, 2: differences, 1: an error.
 */
import { command, required } from '../lib/servers/command-line';
import { exportedDashboard } from './diff/dashboard';
import { againstRevision } from './diff/revision';
import { historyOf } from './replay/change';

const DIFFERS = 2;
const TROUBLE = 1;

void command(
  {
    usage:
      'npm run diff -- --base REV [--stack S] [--replay URL [--range 7d] [--tenant T]] | --dashboard FILE [--stack S]',
    options: {
      base: 'string',
      stack: 'string',
      dashboard: 'string',
      replay: 'string',
      range: 'string',
      tenant: 'string',
    },
    mistake: TROUBLE,
  },
  async (options) => {
    const { stack, dashboard, replay: url, range = '7d', tenant } = options;
    if (options.range !== undefined || tenant !== undefined) required(options, 'replay');
    const history = url === undefined ? undefined : historyOf({ url, range, tenant });
    const text =
      dashboard === undefined
        ? await againstRevision(required(options, 'base'), stack, console.error, history)
        : exportedDashboard(dashboard, stack);
    process.stdout.write(text);
    return text === '' ? 0 : DIFFERS;
  },
);
