/** The alerts that a fault of the demo is meant to fire. */
import { trading } from '../../platform';
import { loadOf, scenarios, type ScenarioName } from '../../demo/scenarios';
import { alertNames, definition, type AlertName } from '../../platform';

/**
 * The alerts that a scenario is meant to fire: its own, the warning that the same quantity has passed too, and those that
 * take a missing series for nothing happening while nothing can be scraped; besides the heartbeat, which always fires.
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

/** Only against its past is one silent source or endpoint a fault; that all are is one without a past as well. */
export const NEEDS_HISTORY: readonly ScenarioName[] = ['signal-source-silent', 'ea-acks-stopped'];
