/** How the Grafana that a stack runs sends mails, whichever way its settings reach it. */
import type { Alerting } from '../settings/alerting';
import type { Secret } from '../settings/secret';

export interface GrafanaMail {
  /** `host:port`. */
  readonly host: string;
  readonly from: string;
  /** Grafana's `startTLS_policy`. */
  readonly startTls: 'MandatoryStartTLS' | 'OpportunisticStartTLS';
  readonly user?: string;
  readonly password?: Secret;
}

/** Nothing where it sends none. */
export function grafanaMail({ engine, smtp }: Alerting): GrafanaMail | undefined {
  if (engine !== 'grafana' || smtp === undefined) return undefined;
  const { host, from, user, password, requireTls } = smtp;
  return {
    host,
    from,
    startTls: requireTls ? 'MandatoryStartTLS' : 'OpportunisticStartTLS',
    ...(user !== undefined && { user }),
    ...(password && { password }),
  };
}
