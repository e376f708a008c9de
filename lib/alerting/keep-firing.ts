/** How long alerts keep firing after their condition has ended: `keep_firing_for`. */
import { seconds, type Duration } from '../units';
import { WINDOW } from '../promql/window';
import { alertDefinition, type Catalogue } from './catalogue';
import { urgencyOf, type RuleContext } from './resolve';

/**
 * Whether an alert keeps firing for a second window: its warning twin may stay active one window longer, and must not
 * be notified just after the page has ended. An SLO's alerts have windows of hours, so their twins do not stay active
 * longer.
 */
const outlastsTargets = (name: string, { alerts, inhibitions }: Catalogue): boolean =>
  name === inhibitions.targetDown ||
  Object.values(alerts).some(({ critical, slo }) => critical === name && slo === undefined);
const LONGER: Duration = '10m';
/** A resolved notification later than this would be too late to be believed. */
const LONGEST: Duration = '15m';

/**
 * How long an alert keeps firing after its condition has ended. After failed scrapes, a counter's rate needs a whole
 * window of samples again, and the alert must not resolve before that. If an upgrade changes an alert's labels, the new
 * series starts its `for` again, so the old one keeps firing for that long. An SLO's alerts have windows of hours and
 * need no more than that. The heartbeat stops at once.
 */
export function keepFiringFor(
  name: string,
  context: Pick<RuleContext, 'catalogue' | 'thresholds'>,
): Duration | undefined {
  const { catalogue } = context;
  if (name === catalogue.heartbeat) return undefined;
  const least = outlastsTargets(name, catalogue) ? LONGER : WINDOW;
  if (alertDefinition(catalogue, name).slo !== undefined) return least;
  const durations = [least, urgencyOf(name, context).for];
  const longest = durations.reduce((a, b) => (seconds(b) > seconds(a) ? b : a));
  return seconds(longest) > seconds(LONGEST) ? LONGEST : longest;
}
