/** The UID of an alert's rule in Grafana: links, history and silences belong to it. */

/** Grafana refuses a longer one. */
export const LONGEST_UID = 40;

/** FNV-1a, 32 bits, as eight hexadecimal digits. http://www.isthe.com/chongo/tech/comp/fnv */
const fnv1a = (text: string): string =>
  [...new TextEncoder().encode(text)]
    .reduce((hash, byte) => Math.imul(hash ^ byte, 0x01000193) >>> 0, 0x811c9dc5)
    .toString(16)
    .padStart(8, '0');

/**
 * `HighErrorRate-prod`; the end of a longer one is a hash of the whole. Grafana would make UIDs up, and after an edit by
 * hand was undone one alert could have another's. The environment is in it as several stacks may share a Grafana.
 */
export function ruleUid(alert: string, environment: string): string {
  const uid = `${alert}-${environment}`;
  return uid.length <= LONGEST_UID ? uid : `${uid.slice(0, LONGEST_UID - 9)}-${fnv1a(uid)}`;
}
