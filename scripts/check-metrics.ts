/**
 * `npm run check-metrics -- --url URL | --file F [--stack S] [--json]`: compares a backend's exposition with the
 * contract, and lists the alerts and panels that each difference affects. Exit code 0 if nothing is missing, else 2.
 * With `--suggest` it prints contract entries for the additional metrics of the backend.
 */
import { readFile, stat } from 'node:fs/promises';
import { dashboardContext } from '../lib/compile';
import { checkExposition, type Finding } from '../lib/contract/conformance';
import { ExpositionError, parseExposition, SIZE_LIMIT, type Exposed } from '../lib/contract/exposition';
import { suggestions, type Suggestions } from '../lib/contract/suggestion';
import { command, UsageError, type Options } from '../lib/servers/command-line';
import { scrape, TOO_LARGE, type ScrapedText } from '../lib/servers/scrape';
import { platform, settingsOf } from './support/stacks';
import { blindedBy, readers, type Blinded, type Reader } from '../lib/compile/metric-readers';

const { contract } = platform;

export interface Result extends Finding {
  readonly blinds: readonly Blinded[];
}

/** The differences of an exposition, with the alerts and panels that they affect. */
export const checkExposed = (exposed: Exposed, all: readonly Reader[]): Result[] =>
  checkExposition(contract, exposed)
    .map((finding) => ({ ...finding, blinds: blindedBy(contract, finding, all) }))
    // An additional label that changes no alert's result is not a difference.
    .filter(({ kind, blinds }) => kind !== 'extra label' || blinds.length > 0);

/** Suggested contract entries, and metrics without one, for a terminal. */
function suggestionText({ entries, leftOut }: Suggestions): string {
  if (entries.length + leftOut.length === 0) return 'The backend exposes nothing that the contract does not have.';
  return [
    `  // for metrics/contract.ts (metrics beyond the contract: ${entries.length}, left out: ${leftOut.length})`,
    ...entries.map(({ entry }) => `  ${entry}`),
    ...leftOut.map(({ metric, why }) => `  // ${/^[\w:]+$/.test(metric) ? metric : JSON.stringify(metric)} ${why}`),
  ].join('\n');
}

export function report(results: readonly Result[]): string {
  const paragraphs = results.map(({ level, message, blinds }) =>
    [`${level}: ${message}`, ...blinds.map(({ kind, name, why }) => `  ${kind} ${name} ${why}`)].join('\n'),
  );
  const count = (level: Finding['level']) => results.filter((result) => result.level === level).length;
  const errors = count('error');
  return [
    ...paragraphs,
    errors === 0
      ? `The metrics meet the contract (warnings: ${count('warning')}).`
      : `The metrics do not meet the contract (errors: ${errors}, warnings: ${count('warning')}).`,
  ].join('\n');
}

/** A file has no Content-Type: it is OpenMetrics if it ends with `# EOF`. */
async function readExpositionFile(file: string): Promise<Partial<ScrapedText> & Pick<ScrapedText, 'body'>> {
  try {
    if ((await stat(file)).size > SIZE_LIMIT) throw new UsageError(`${file} is ${TOO_LARGE}`);
    return { body: await readFile(file) };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

const spec = {
  usage: 'npm run check-metrics -- --url URL | --file FILE [--stack STACK] [--json | --suggest]',
  options: { url: 'string', file: 'string', stack: 'string', json: 'boolean', suggest: 'boolean' },
} as const;

/** Reads, checks and prints; returns the exit code. Throws a {@link UsageError} if there is nothing to check. */
export async function checkMetrics(options: Options<typeof spec.options>): Promise<number> {
  const { url, file, stack, json, suggest } = options;
  const source = url ?? file;
  if (source === undefined || (url !== undefined && file !== undefined))
    throw new UsageError('one of --url and --file is needed');
  // Without a stack, the catalogue's own thresholds apply.
  const settings = stack === undefined ? settingsOf('default', {}) : settingsOf(stack);
  const { body, format } = await (source === url ? scrape(source) : readExpositionFile(source));
  try {
    const exposed = parseExposition(body, format);
    if (exposed.samples.length === 0 && exposed.types.size === 0) throw new UsageError('there is no metric in it');
    if (suggest === true) {
      console.log(suggestionText(suggestions(contract, exposed)));
      return 0;
    }
    const results = checkExposed(exposed, readers(dashboardContext(settings)));
    const ok = results.every(({ level }) => level !== 'error');
    console.log(json === true ? JSON.stringify({ ok, findings: results }, null, 2) : report(results));
    return ok ? 0 : 2;
  } catch (error) {
    if (!(error instanceof ExpositionError)) throw error;
    throw new UsageError(`not an exposition that Prometheus can read: ${error.message}`);
  }
}

if (require.main === module) void command(spec, checkMetrics);
