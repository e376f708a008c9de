/** The UID of an alert's rule in Grafana, which links, history and silences refer to. */
import { fnv1a } from './text';

/** Grafana rejects longer ones. */
export const LONGEST_UID = 40;

/**
 * `HighErrorRate-prod`; a longer one ends in a hash of the whole. Without it Grafana would generate UIDs, and after
 * somebody edits a rule by hand and the edit is undone, an alert could get the UID of another one. The UID contains the
 * environment because several stacks may share a Grafana.
 */
export function ruleUid(alert: string, environment: string): string {
  const uid = `${alert}-${environment}`;
  return uid.length <= LONGEST_UID ? uid : `${uid.slice(0, LONGEST_UID - 9)}-${fnv1a(uid)}`;
}
