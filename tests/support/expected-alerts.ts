/** The alerts that a fault of the demo should fire. */
import { trading } from '../../platform';
import { loadOf, scenarios, type ScenarioName } from '../../demo/scenarios';
import { alertNames, definition, type AlertName } from '../../platform';

/**
 * The alerts that a scenario should fire: its own, the warning on the same quantity, and the alerts on absent events
 * if no scrape succeeds; besides the Watchdog, which always fires.
 */
export function expectedAlerts(scenario: ScenarioName): AlertName[] {
  const { alert } = scenarios[scenario];
  const blind = !loadOf(scenario).scrapable;
  return alertNames.filter((name) => {
    const { critical, noData } = definition(name);
    if (name === trading.heartbeat) return false;
    return name === alert || (alert && critical === alert) || (blind && noData === 'alerting');
  });
}

/**
 * One silent source or endpoint is a fault only against its past; all of them silent is a fault without a past too.
 */
export const NEEDS_HISTORY: readonly ScenarioName[] = ['signal-source-silent', 'ea-acks-stopped'];
