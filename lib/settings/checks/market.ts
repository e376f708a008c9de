/** Alerts whose `for` is longer than the market is ever open. */
import type { Catalogue } from '../../alerting/catalogue';
import { seconds } from '../../units';
import type { Overrides } from '../../alerting/resolve';
import { WINDOW } from '../../promql/window';
import type { Contradiction } from '../contradiction';
import { sessionsOf } from '../market';
import type { Parsed } from '../schema';

const DAY = seconds('1d');

/**
 * Seconds that the market is open without a break: one session may follow another. Infinite if a session lasts a whole
 * day.
 */
function longestOpenTime(sessions: Parsed['market']['sessions']): number {
  const lengths = sessionsOf(sessions).map(({ length }) => length);
  return lengths.some((length) => length >= DAY) ? Infinity : lengths.reduce((sum, length) => sum + length, 0);
}

export function checkMarket(
  { alerts }: Catalogue,
  settings: { readonly market: Parsed['market']; readonly thresholds: Overrides },
): Contradiction[] {
  const { sessions } = settings.market;
  if (Object.keys(sessions).length === 0) return [];
  return Object.entries(alerts).flatMap(([name, alert]): Contradiction[] => {
    const { for: duration = alert.for, enabled = true } = settings.thresholds[name] ?? {};
    if (!enabled || !alert.marketHours || seconds(WINDOW) + seconds(duration) < longestOpenTime(sessions)) return [];
    const key = settings.thresholds[name]?.for === undefined ? 'market.sessions' : `thresholds.${name}.for`;
    return [
      {
        key,
        message: `${name} can never fire: it waits ${WINDOW} and ${duration} from the opening, and the market closes before`,
        from: ['market.sessions', `thresholds.${name}.for`, `thresholds.${name}.enabled`],
      },
    ];
  });
}
