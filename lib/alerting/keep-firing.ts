/** How long alerts go on firing after their condition. */
import { seconds, type Duration } from '../units';
import { WINDOW } from '../promql/window';
import { alertDefinition, type Catalogue } from './catalogue';
import { urgencyOf, type RuleContext } from './resolve';

/**
 * Whether an alert fires for a second window after its condition: its warning twin may hold for one window longer, and must
 * not be notified just after the end of the page. A budget's windows are hours, which nothing outlasts.
 */
const outlastsTargets = (name: string, { alerts, inhibitions }: Catalogue): boolean =>
  name === inhibitions.targetDown ||
  Object.values(alerts).some(({ critical, slo }) => critical === name && slo === undefined);
const LONGER: Duration = '10m';
/** Beyond it a notification that all is well would come too late to be believed. */
const LONGEST: Duration = '15m';

/**
 * How long an alert goes on firing after its condition: the rates of a counter that was not scraped for a while need a window
 * to be whole again, and the end must not be notified before that. An alert whose labels an upgrade changes begins its `for` again, and the
 * one with the old labels fires for as long. A budget's windows are hours, and a ticket need not last longer. The heartbeat stops
 * at once.
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
