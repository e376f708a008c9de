/** When an alert fires if its expression holds at some evaluations: Prometheus' `for` and `keep_firing_for`. */

/** Evaluations from the first to the last, in Unix seconds; `step` seconds apart. */
export interface Evaluations {
  readonly from: number;
  readonly to: number;
  readonly step: number;
}
/** Seconds that an expression must hold before its alert fires, and seconds that the alert keeps firing afterwards. */
export interface Timing {
  readonly for: number;
  readonly keepFiringFor: number;
}
/** From the first evaluation at which it fires to the last, in Unix seconds. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export const times = ({ from, to, step }: Evaluations): number[] =>
  Array.from({ length: Math.max(0, Math.floor((to - from) / step) + 1) }, (_, i) => from + i * step);

function groupIntoSpans(evaluations: readonly number[], step: number): Span[] {
  const found: Span[] = [];
  for (const at of evaluations) {
    const last = found.at(-1);
    if (last !== undefined && at - last.to <= step) found[found.length - 1] = { from: last.from, to: at };
    else found.push({ from: at, to: at });
  }
  return found;
}

/**
 * When one series of an alert fires, given the evaluations at which its expression holds
 * (https://github.com/prometheus/prometheus/blob/main/rules/alerting.go, `Eval`).
 */
export function firing(holds: ReadonlySet<number>, timing: Timing, evaluations: Evaluations): Span[] {
  let isFiring = false;
  let metSince: number | undefined;
  let unmetSince: number | undefined;
  const fires = times(evaluations).filter((at) => {
    if (holds.has(at)) {
      metSince ??= at;
      unmetSince = undefined;
      isFiring ||= at - metSince >= timing.for;
    } else {
      metSince = undefined;
      unmetSince ??= at;
      isFiring &&= at - unmetSince < timing.keepFiringFor;
    }
    return isFiring;
  });
  return groupIntoSpans(fires, evaluations.step);
}

/** When any of them fires. */
export function union(each: readonly (readonly Span[])[], { step }: Evaluations): Span[] {
  const all = new Set(each.flat().flatMap(({ from, to }) => times({ from, to, step })));
  const inOrder = [...all].sort((a, b) => a - b);
  return groupIntoSpans(inOrder, step);
}

/** The part of the spans that is not before `from`. */
export const since = (from: number, all: readonly Span[]): Span[] =>
  all.filter(({ to }) => to >= from).map((span) => ({ from: Math.max(from, span.from), to: span.to }));

/** Seconds for which something fires: until the first evaluation at which it no longer does. */
export const length = (all: readonly Span[], { step }: Evaluations): number =>
  all.reduce((sum, { from, to }) => sum + to - from + step, 0);

/** Seconds for which one of two fires and the other does not. */
export function spanDifference(one: readonly Span[], other: readonly Span[], evaluations: Evaluations): number {
  const both = union([one, other], evaluations);
  // The sum counts the common time twice, the union counts it once.
  return 2 * length(both, evaluations) - length(one, evaluations) - length(other, evaluations);
}
