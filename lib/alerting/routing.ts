/** Grouping and intervals of notifications; the same for both engines. */
import type { Duration } from '../units';
import type { Severity } from './severity';

/** The labels that notifications are grouped by. Every alert has them. */
export const GROUP_BY = ['alertname', 'environment', 'component'] as const;

export interface NotificationTiming {
  /** Delay of the first notification, so that alerts which inhibit this one can fire too. */
  readonly wait: Duration;
  /** Delay of the next notification about the same group: the longest that a change of state waits. */
  readonly interval: Duration;
  /** Time after which an unchanged notification is sent again. */
  readonly repeat: Duration;
}

/**
 * How often Prometheus sends a firing alert again. Alertmanager resolves an alert that it has not received for four
 * times that long, so a restart of Prometheus resolves nothing. After a restart of Alertmanager, an alert reaches it
 * that much later.
 */
export const RESEND: Duration = '2m';

/**
 * After a restart of Prometheus, a pending alert whose `for` is not longer than this starts again, and one that had less
 * than this left waits for this long. The server's default of ten minutes is longer than the `for` of most alerts.
 */
const GRACE: Duration = '1m';

/** Flags of Prometheus for its alerts. */
export const ALERT_FLAGS: Readonly<Record<string, Duration>> = {
  'rules.alert.resend-delay': RESEND,
  'rules.alert.for-grace-period': GRACE,
};
export const alertFlags = (): string[] => Object.entries(ALERT_FLAGS).map(([flag, value]) => `--${flag}=${value}`);

/** A page is sent at once and repeated often; a warning waits for its critical twin and is repeated twice a day. */
export const NOTIFICATION_TIMING: Readonly<Record<Severity, NotificationTiming>> = {
  critical: { wait: '10s', interval: '1m', repeat: '1h' },
  warning: { wait: '1m', interval: '5m', repeat: '12h' },
  info: { wait: '5m', interval: '30m', repeat: '1d' },
};

/**
 * A heartbeat every few minutes: heartbeat monitors accept no shorter interval, and a longer one delays their alarm.
 */
export const HEARTBEAT_TIMING: NotificationTiming = { wait: '0s', interval: '1m', repeat: '4m' };
