/** Alerts on missing signals, measured only in market hours. */
import type { AlertDefinition } from './alert';
import { hasHours, openThroughout } from '../market/hours';

type Parts = Pick<AlertDefinition, 'measure'>;

/** Restricts an alert's measurement to market hours; its `for` starts at the opening at the earliest. */
export function duringMarket<P extends Parts>(parts: P): P & Pick<AlertDefinition, 'marketHours'> {
  const measure: Parts['measure'] = (platform, numbers, server) => {
    const always = parts.measure(platform, numbers, server);
    if (!hasHours(server)) return always;
    return {
      ...always,
      value: always.value.unlessAny(openThroughout(server).compare('==', 0)),
    };
  };
  return { ...parts, measure, marketHours: true };
}
