/** Describes a failed run of the engine for the user. */
import { CommandError } from '@pulumi/pulumi/automation';
import type { Settings } from '../../lib/settings/schema';
import { UsageError } from '../../lib/servers/command-line';
import { recentLogs } from '../../lib/servers/docker-containers';
import { dockerProblem } from '../support/preflight';
import { describeProtected } from './down';
import { passphraseProblem } from '../support/stack-workspace';

export const LOCKED =
  'Grafana refuses the password of its admin. After five wrong passwords the account is locked for five minutes, so wait ' +
  'before the next try (docs/operations.md, "Grafana refuses the password").';

/** The number by itself: an identifier of the engine may contain the same digits. */
const isRefusedByGrafana = (message: string): boolean =>
  /\b401\b|invalid username or password/i.test(message) && /grafana/i.test(message);

/** The protected data that `make down` keeps on purpose; undefined if there is none. */
function protectedSentence(message: string): string | undefined {
  const found = [...message.matchAll(/::([\w-]+)" cannot be deleted\s+because it is protected/g)];
  const names = [...new Set(found.map(([, name]) => String(name)))].sort();
  return names.length === 0 ? undefined : describeProtected(names);
}

/** Lines without information, and a provider's log that repeats the error. */
const NOISE = /^(preview|update|refresh|destroy) failed$|sdk\.helper_schema/i;

/** The distinct errors of the engine's command line and, with `diagnostics`, those in its list at the end. */
export function engineErrors(message: string, diagnostics: boolean): string[] {
  const lines = message.split('\n');
  const errors = lines.flatMap((line, i) => {
    const [, indent, text = ''] = /^( {4})?error: +(.*)$/.exec(line) ?? [];
    if (text === '' || NOISE.test(text) || (indent !== undefined && !diagnostics)) return [];
    // Terraform's providers print the actual error on a line of its own.
    const next = /^\s+\* (.*)$/.exec(lines[i + 1] ?? '')?.[1];
    return [`error: ${next === undefined ? text : text.replace(/\d+ errors? occurred:$/, next)}`];
  });
  return [...new Set(errors)];
}

const MOST_ERRORS = 8;

/** `isPrinted`: whether the user has seen the engine's output already. */
export async function explainFailure(
  failure: unknown,
  stack: string,
  settings: Settings,
  isPrinted: boolean,
): Promise<never> {
  const { target } = settings;
  const error = passphraseProblem(failure, stack);
  if (error instanceof UsageError) throw error;
  const away = target === 'docker' ? await dockerProblem(settings) : undefined;
  // If Docker is the cause, every resource fails.
  if (away !== undefined) throw new UsageError(away);
  if (!(error instanceof CommandError)) throw error;
  if (isRefusedByGrafana(error.message)) throw new UsageError(LOCKED);
  const left = protectedSentence(error.message);
  if (left !== undefined) throw new UsageError(left);
  const errors = engineErrors(error.message, !isPrinted);
  const more = errors.length > MOST_ERRORS ? [`${errors.length - MOST_ERRORS} more errors`] : [];
  const containers = target === 'docker' ? await recentLogs(settings).catch(() => []) : [];
  throw new UsageError(
    [...errors.slice(0, MOST_ERRORS), ...more, ...containers].join('\n') ||
      'Pulumi did not finish; what it printed above says why.',
  );
}
