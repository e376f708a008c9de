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

/** The noise of one alert. Each number counts its notifications. */
export interface NoiseEntry {
  readonly name: string;
  readonly notified: number;
  /** Seconds for which it fired. */
  readonly seconds: number;
  /** Notifications within ten minutes of another alert's. */
  readonly nearAnother: number;
  /** Notifications whose condition ended within five minutes, before anybody could act. */
  readonly soonOver: number;
  /** Notifications to which one or both apply. */
  readonly noise: number;
}

const NEAR = 600;
const SOON = 300;

/** The alerts that fired, the noisiest first. */
export function noiseOf(alerts: readonly FiringAlert[]): NoiseEntry[] {
  const starts = alerts.flatMap(({ name, spans }) => spans.map(({ from }) => ({ name, from })));
  const entries = alerts.map(({ name, spans, evaluations, keepFiringFor }): NoiseEntry => {
    const isNear = ({ from }: Span) =>
      starts.some((other) => other.name !== name && Math.abs(other.from - from) <= NEAR);
    const isSoonOver = (span: Span) => length([span], evaluations) - keepFiringFor <= SOON;
    return {
      name,
      notified: spans.length,
      seconds: length(spans, evaluations),
      nearAnother: spans.filter(isNear).length,
      soonOver: spans.filter(isSoonOver).length,
      noise: spans.filter((span) => isNear(span) || isSoonOver(span)).length,
    };
  });
  return entries
    .filter(({ notified }) => notified > 0)
    .sort((a, b) => b.noise - a.noise || b.notified - a.notified || a.name.localeCompare(b.name));
}
