/** Alerts whose `for` is longer than the market is ever open. */
import { WINDOW } from '../../promql/window';
import { seconds } from '../../units';
import type { Check } from '../contradiction';
import { sessionsOf } from '../market';
import type { Parsed } from '../schema';

/**
 * Seconds that the market is open without a break: one session may follow another. Infinite if a session lasts a whole
 * day, or if there is none.
 */
function longestOpenTime(sessions: Parsed['market']['sessions']): number {
  const lengths = sessionsOf(sessions).map(({ length }) => length);
  const isAlwaysOpen = lengths.length === 0 || lengths.some((length) => length >= seconds('1d'));
  return isAlwaysOpen ? Infinity : lengths.reduce((sum, length) => sum + length, 0);
}

export const checkMarket: Check = ({ catalogue, settings: { market, thresholds } }, report) => {
  const open = longestOpenTime(market.sessions);
  for (const [name, alert] of Object.entries(catalogue.alerts)) {
    const { for: duration = alert.for, enabled = true } = thresholds[name] ?? {};
    if (!enabled || !alert.marketHours || seconds(WINDOW) + seconds(duration) < open) continue;
    report(
      thresholds[name]?.for === undefined ? 'market.sessions' : `thresholds.${name}.for`,
      `${name} can never fire: it waits ${WINDOW} and ${duration} from the opening, and the market closes before`,
      ['market.sessions', `thresholds.${name}.for`, `thresholds.${name}.enabled`],
    );
  }
};
