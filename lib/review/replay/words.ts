/** Results of a replay in words. */
import { TARGET_LABELS } from '../../contract/target-labels';
import { length, union, type Evaluations, type Span } from './firing';

/** One culprit of an alert, and when it fired. */
export interface CulpritSpans {
  readonly labels: Readonly<Record<string, string>>;
  readonly spans: readonly Span[];
}
/** An alert over a history. */
export interface Replayed {
  readonly evaluations: Evaluations;
  readonly culprits: readonly CulpritSpans[];
}

const times = (count: number): string => (count === 1 ? 'once' : count === 2 ? 'twice' : `${count} times`);

/** Seconds as a person says them: `41 min`, `3.5 h`. */
export function formatSeconds(seconds: number): string {
  const rounded = (value: number) => String(Number(value.toPrecision(2)));
  if (seconds < 60) return `${Math.round(seconds)} s`;
  if (seconds < 2 * 3600) return `${Math.round(seconds / 60)} min`;
  return seconds < 2 * 86_400 ? `${rounded(seconds / 3600)} h` : `${rounded(seconds / 86_400)} days`;
}

/** When the alert fired for any culprit: several at once are one notification. */
export const firingSpans = ({ culprits, evaluations }: Replayed): Span[] =>
  union(
    culprits.map(({ spans }) => spans),
    evaluations,
  );

/** `3 times, 41 min`. */
export function describeFiring(replayed: Replayed): string {
  const spans = firingSpans(replayed);
  return spans.length === 0 ? 'never' : `${times(spans.length)}, ${formatSeconds(length(spans, replayed.evaluations))}`;
}

const PLACE: readonly string[] = TARGET_LABELS.filter((label) => label !== 'instance');
/** The three that fired most often: `/cart twice`. */
export function describeCulprits({ culprits: all }: Replayed): string[] {
  const named = all.map(({ labels, spans }) => ({
    name: Object.entries(labels)
      .filter(([label]) => !PLACE.includes(label))
      .map(([, value]) => value)
      .join(' '),
    count: spans.length,
  }));
  return named
    .filter(({ name, count }) => name !== '' && count > 0)
    .sort((a, b) => b.count - a.count || a.name.localeCompare(b.name))
    .slice(0, 3)
    .map(({ name, count }) => `${name} ${times(count)}`);
}

/** For example `SlowRequests: 3 times, 41 min in 7 days; was once, 6 min; /cart twice`. */
export function sentence(name: string, range: string, after?: Replayed, before?: Replayed): string {
  const now = after === undefined ? 'is no more' : `${describeFiring(after)} in ${range}`;
  const was = before === undefined ? 'is new' : `was ${describeFiring(before)}`;
  return [`${name}: ${now}`, was, ...(after === undefined ? [] : describeCulprits(after))].join('; ');
}
