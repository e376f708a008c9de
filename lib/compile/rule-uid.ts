/** The UID of an alert's rule in Grafana: links, history and silences belong to it. */
import { fnv1a } from './text';

/** Grafana refuses a longer one. */
export const LONGEST_UID = 40;

/**
 * `HighErrorRate-prod`; the end of a longer one is a hash of the whole. Grafana would make UIDs up, and after an edit by
 * hand was undone one alert could have another's. The environment is in it as several stacks may share a Grafana.
 */
export function ruleUid(alert: string, environment: string): string {
  const uid = `${alert}-${environment}`;
  return uid.length <= LONGEST_UID ? uid : `${uid.slice(0, LONGEST_UID - 9)}-${fnv1a(uid)}`;
}
