/**
 * `npm run check-metrics -- --url URL | --file F [--stack S] [--json]`: holds a backend's exposition against the
 * contract and names the alerts and panels that each difference blinds. Exit code 0 where all is there, else 2. With
 * `--suggest` it prints contract entries for what the backend exposes beyond it.
 */
import { readFile, stat } from 'node:fs/promises';
import { readStackFile } from '../config/stack-file';
import { toSettings } from '../config/settings';
import { compile } from '../compile';
import { checkExposition, type Finding } from '../metrics/conformance';
import { ExpositionError, parseExposition, SIZE_LIMIT } from '../metrics/exposition';
import { suggestions, type Suggestions } from '../metrics/suggestion';
import { command, UsageError, type Options } from '../toolchain/command-line';
import { blindedBy, readers, type Blinded, type Reader } from '../compile/metric-readers';

/** Longest wait for the whole answer, in milliseconds: a scrape gives up at 10 s too. */
const PATIENCE = 10_000;
const TOO_LARGE = `larger than ${SIZE_LIMIT / 1e6} MB, which no scrape should be`;

export interface Result extends Finding {
  readonly blinds: readonly Blinded[];
}

/** What is wrong with an exposition, and whom it hurts. Throws an {@link ExpositionError} where it is none. */
export const checkText = (text: string, all: readonly Reader[]): Result[] =>
  checkExposition(parseExposition(text)).map((finding) => ({ ...finding, blinds: blindedBy(finding, all) }));

/** What the contract could have too, for a terminal. */
function suggested({ entries, leftOut }: Suggestions): string {
  if (entries.length === 0) return 'The backend exposes nothing that the contract does not have.';
  return [
    `  // ${entries.length} metrics beyond the contract; for metrics/contract.ts`,
    ...entries.map(({ entry }) => `  ${entry}`),
    ...leftOut.map(({ metric, why }) => `  // ${metric} ${why}`),
  ].join('\n');
}

/** The results for a terminal: one paragraph each. */
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

async function download(address: string): Promise<string> {
  if (!URL.canParse(address) || !/^https?:/.test(address))
    throw new UsageError('--url is not an http or https address');
  const url = new URL(address);
  // Never repeated in a message: an address may carry a password.
  const shown = `${url.origin}${url.pathname}`;
  const headers: Record<string, string> = { accept: 'text/plain;version=0.0.4' };
  if (url.username !== '') {
    const login = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
    headers.authorization = `Basic ${Buffer.from(login).toString('base64')}`;
    url.username = url.password = '';
  }
  try {
    const response = await fetch(url, { headers, signal: AbortSignal.timeout(PATIENCE) });
    if (!response.ok) throw new UsageError(`${shown} answers with ${response.status} ${response.statusText}`.trim());
    const parts: Uint8Array[] = [];
    let size = 0;
    for await (const part of response.body ?? []) {
      const bytes = part as Uint8Array;
      size += bytes.length;
      if (size > SIZE_LIMIT) throw new UsageError(`${shown} answers with something ${TOO_LARGE}`);
      parts.push(bytes);
    }
    return Buffer.concat(parts).toString('utf8');
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const cause = error instanceof Error ? (error.cause ?? error) : error;
    const reason = cause instanceof Error ? cause.message || ('code' in cause ? String(cause.code) : cause.name) : '';
    throw new UsageError(`${shown} cannot be read: ${reason}`);
  }
}

async function fromFile(file: string): Promise<string> {
  try {
    if ((await stat(file)).size > SIZE_LIMIT) throw new UsageError(`${file} is ${TOO_LARGE}`);
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Reads, checks and prints; returns the exit code. Throws a {@link UsageError} where there is nothing to check. */
export async function checkMetrics({ url, file, stack, json, suggest }: Options): Promise<number> {
  const source = typeof url === 'string' && url !== '' ? url : file;
  if (typeof source !== 'string' || source === '' || (source === url && file !== undefined))
    throw new UsageError('one of --url and --file is needed');
  // Without a stack the catalogue's own numbers count.
  const settings = typeof stack === 'string' ? toSettings(stack, readStackFile(stack)) : toSettings('default', {});
  const text = await (source === url ? download(source) : fromFile(source));
  try {
    if (suggest === true) {
      console.log(suggested(suggestions(parseExposition(text))));
      return 0;
    }
    const results = checkText(text, readers(compile(settings).dashboardContext));
    const ok = results.every(({ level }) => level !== 'error');
    console.log(json === true ? JSON.stringify({ ok, findings: results }, null, 2) : report(results));
    return ok ? 0 : 2;
  } catch (error) {
    if (!(error instanceof ExpositionError)) throw error;
    throw new UsageError(`not an exposition that Prometheus can read: ${error.message}`);
  }
}

if (require.main === module)
  void command(
    {
      usage: 'npm run check-metrics -- --url URL | --file FILE [--stack STACK] [--json | --suggest]',
      options: { url: 'string', file: 'string', stack: 'string', json: 'boolean', suggest: 'boolean' },
    },
    checkMetrics,
  );
