/** How the Grafana that a stack runs sends mails, whichever way its settings reach it. */
import type { Alerting } from '../settings/alerting';

/** Nothing where it sends none. */
export function grafanaMail({ engine, smtp }: Alerting) {
  if (engine !== 'grafana' || smtp === undefined) return undefined;
  const { requireTls, ...mail } = smtp;
  return { ...mail, startTlsPolicy: requireTls ? 'MandatoryStartTLS' : 'OpportunisticStartTLS' };
}
