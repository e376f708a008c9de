/** Mail settings of the stack's own Grafana, for every target. */
import type { Alerting } from '../settings/alerting';

/** Undefined if that Grafana sends no mails. */
export function grafanaMail({ engine, smtp }: Alerting) {
  if (engine !== 'grafana' || smtp === undefined) return undefined;
  const { requireTls, ...mail } = smtp;
  return { ...mail, startTlsPolicy: requireTls ? 'MandatoryStartTLS' : 'OpportunisticStartTLS' };
}
