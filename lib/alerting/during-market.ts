/** Alerts that wait for signals, in market hours only. */
import type { AlertDefinition } from './alert';
import { hasHours, openThroughout } from '../market/hours';

type Parts = Pick<AlertDefinition, 'measure'>;

/** An alert's measurement, made in market hours only: its clock starts at the opening. */
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
