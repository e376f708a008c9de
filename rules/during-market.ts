/** Alerts that wait for signals, in market hours only. */
import type { AlertDefinition } from './alert';
import { hasHours, openThroughout } from './market';

type Parts = Pick<AlertDefinition, 'measure'>;

/** An alert's measurement, made in market hours only: its clock starts at the opening. */
export function duringMarket<P extends Parts>(parts: P): P & Pick<AlertDefinition, 'marketHours'> {
  const measure: Parts['measure'] = (platform, numbers, server) => {
    const always = parts.measure(platform, numbers, server);
    if (!hasHours(server)) return always;
    const { value, subject } = always;
    return {
      ...always,
      value: value.unlessAny(openThroughout(server).compare('==', 0)),
      subject: `In market hours, ${subject.charAt(0).toLowerCase()}${subject.slice(1)}`,
    };
  };
  return { ...parts, measure, marketHours: true };
}
