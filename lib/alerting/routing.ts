/** How notifications are grouped and how often they come; the same for both engines. */
import type { Duration } from '../units';
import type { Severity } from './severity';

/** One notification for each of these. The values are labels of every alert. */
export const GROUP_BY = ['alertname', 'environment', 'component'] as const;

export interface NotificationTiming {
  /** Before the first notification, so that what inhibits the alert has time to fire too. */
  readonly wait: Duration;
  /** Before the next one about the same group: a change of state waits at the most this long. */
  readonly interval: Duration;
  /** Before the same is told again. */
  readonly repeat: Duration;
}

/**
 * How often Prometheus says again that an alert fires. Alertmanager takes one for over that it has not heard of for four
 * times that long: a restart of Prometheus is no end. What is lost because Alertmanager restarts comes that much later.
 */
export const RESEND: Duration = '2m';

/**
 * An alert that waits for less than this is forgotten at a restart of Prometheus, and one that had less than this left to
 * wait waits for this; the server's default of ten minutes is longer than most alerts wait.
 */
const GRACE: Duration = '1m';

/** How Prometheus is to treat alerts, as its flags say it. */
export const ALERT_FLAGS: Readonly<Record<string, Duration>> = {
  'rules.alert.resend-delay': RESEND,
  'rules.alert.for-grace-period': GRACE,
};
export const alertFlags = (): string[] => Object.entries(ALERT_FLAGS).map(([flag, value]) => `--${flag}=${value}`);

/** A page comes at once and nags; a warning waits for its critical twin and is repeated twice a day. */
export const NOTIFICATION_TIMING: Readonly<Record<Severity, NotificationTiming>> = {
  critical: { wait: '10s', interval: '1m', repeat: '1h' },
  warning: { wait: '1m', interval: '5m', repeat: '12h' },
  info: { wait: '5m', interval: '30m', repeat: '1d' },
};

/** A heartbeat every few minutes: monitors of heartbeats expect no faster one, and slower ones notice late. */
export const HEARTBEAT_TIMING: NotificationTiming = { wait: '0s', interval: '1m', repeat: '4m' };
