/** How many notifications each alert would have sent in a history, and on how many nobody could act. */
import { length, type Evaluations, type Span } from './firing';

/** When an alert fired. */
export interface FiringAlert {
  readonly name: string;
  readonly spans: readonly Span[];
  readonly evaluations: Evaluations;
  /** Seconds for which it keeps firing after its condition has ended. */
  readonly keepFiringFor: number;
}

const NEAR = 600;
const SOON = 300;

/** The number of notifications of the alerts that fired, and of those that were noise; the noisiest alert first. */
export function noiseOf(alerts: readonly FiringAlert[]) {
  const starts = alerts.flatMap(({ name, spans }) => spans.map(({ from }) => ({ name, from })));
  const entries = alerts.map(({ name, spans, evaluations, keepFiringFor }) => {
    const isNear = ({ from }: Span) =>
      starts.some((other) => other.name !== name && Math.abs(other.from - from) <= NEAR);
    const isSoonOver = (span: Span) => length([span], evaluations) - keepFiringFor <= SOON;
    return {
      name,
      notified: spans.length,
      /** Seconds for which it fired. */
      seconds: length(spans, evaluations),
      /** Within ten minutes of another alert's. */
      nearAnother: spans.filter(isNear).length,
      /** The condition ended within five minutes, before anybody could act. */
      soonOver: spans.filter(isSoonOver).length,
      /** Those to which one or both apply. */
      noise: spans.filter((span) => isNear(span) || isSoonOver(span)).length,
    };
  });
  return entries
    .filter(({ notified }) => notified > 0)
    .sort((a, b) => b.noise - a.noise || b.notified - a.notified || a.name.localeCompare(b.name));
}
