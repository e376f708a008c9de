/** The arguments of `make silence`, and the messages for mistakes in them. */
import { UsageError } from '../../lib/servers/command-line';
import { silencedAlerts, type NewSilence, type Silence } from '../../lib/servers/silences';
import { nearest } from '../../lib/settings/nearest';
import { inWords, isDuration, seconds, type Duration } from '../../lib/units';

/** A longer silence is no emergency: change a threshold or add a mute timing instead. */
const LONGEST_SILENCE: Duration = '24h';

/** The alerts of a stack, and the one that must never be silenced. */
interface AlertNames {
  readonly names: readonly string[];
  readonly heartbeat: string | undefined;
}

function alertMistake(alert: string, { names, heartbeat }: AlertNames): string[] {
  if (alert === '') return ['ALERT is missing: the name of an alert'];
  if (alert === heartbeat)
    return [`ALERT=${alert}: the heartbeat; without it the dead man's switch calls, and nothing watches the alerting`];
  if (names.includes(alert)) return [];
  const near = nearest(alert, names);
  return [
    `ALERT=${alert}: no such alert${near === undefined ? '; npm run alerts lists them' : `; did you mean ${near}?`}`,
  ];
}

function lengthMistake(length: string): string[] {
  const needs = `a length of time such as 2h or 30m, at most ${LONGEST_SILENCE}`;
  if (length === '') return [`FOR is missing: ${needs}`];
  const isRight = isDuration(length) && seconds(length) > 0 && seconds(length) <= seconds(LONGEST_SILENCE);
  return isRight ? [] : [`FOR=${length}: needs ${needs}`];
}

/** Throws a {@link UsageError} with every mistake. */
export function readSilenceRequest(
  { alert, for: length, why }: Readonly<Record<'alert' | 'for' | 'why', string>>,
  alerts: AlertNames,
  { environment, by }: { readonly environment: string; readonly by: string },
): NewSilence {
  const mistakes = [
    ...alertMistake(alert, alerts),
    ...lengthMistake(length),
    ...(why.trim() === ''
      ? ['WHY is missing: the reason, such as a ticket; whoever looks for the alert reads it']
      : []),
  ];
  if (mistakes.length > 0) throw new UsageError(mistakes.join('\n'));
  const labels = { alertname: alert, environment };
  return { labels, length: seconds(length as Duration) * 1000, why: why.trim(), by };
}

/** The id of the silence to end. Throws a {@link UsageError} if there is none with that id. */
export function chooseSilence(id: string, silences: readonly Silence[]): Silence {
  const found = silences.find((silence) => silence.id === id);
  if (found !== undefined) return found;
  throw new UsageError(
    silences.length === 0
      ? `END=${id}: there is no silence to end`
      : `END=${id}: no such silence; make silences lists ${silences.length === 1 ? 'the one that holds' : `the ${silences.length} that hold`}`,
  );
}

const UTC = (time: Date): string => `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** A silence on one line, with the command that ends it. */
export function describeSilence(silence: Silence, now: Date, stack: string): string {
  const left = Math.max(1, Math.round((silence.endsAt.getTime() - now.getTime()) / 60_000));
  const timeLeft = left < 120 ? inWords(`${left}m`) : inWords(`${Math.round(left / 60)}h`);
  return `${silencedAlerts(silence)}: silent until ${UTC(silence.endsAt)}, ${timeLeft} from now, by ${silence.by}: ${silence.why}\n  make silence STACK=${stack} END=${silence.id}`;
}
