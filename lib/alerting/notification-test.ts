/** The notification that tests a receiver: an alert that no rule fires, with a label that has a route of its own. */
import { WHILE_IT_FIRED } from './alert-annotations';
import { acknowledgement, type RuleContext } from './resolve';
import type { NotificationTiming } from './routing';

/** The label whose value is the receiver under test. */
export const TEST_LABEL = 'notification_test';
const TEST_ALERT = 'NotificationTest';

/** Sent at once. Alertmanager stops an attempt after the interval, but not before ten seconds. */
export const TEST_TIMING: NotificationTiming = { wait: '0s', interval: '10s', repeat: '1d' };
/** Groups by every label, so that a second test is a notification of its own. */
export const TEST_GROUPING = ['...'] as const;
export const testMatcher = (receiver: string): string => `${TEST_LABEL}="${receiver}"`;

export interface TestAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

type Context = Pick<RuleContext, 'environment' | 'grafanaUrl' | 'runbooksUrl' | 'silenceForm'>;

/**
 * The alert that tests one receiver; `id` distinguishes it from other tests. The message templates need these
 * annotations.
 */
export function notificationTest(context: Context, receiver: string, id: string): TestAlert {
  const { environment, grafanaUrl, runbooksUrl } = context;
  return {
    labels: {
      alertname: TEST_ALERT,
      [TEST_LABEL]: receiver,
      test_id: id,
      severity: 'test',
      component: 'notifications',
      environment,
    },
    annotations: {
      summary: `Test of the receiver ${receiver}: nothing is wrong (${environment})`,
      description: `Somebody ran make notify in ${environment}. Nothing is wrong, and nobody has to do anything.`,
      when_resolved: `The test of the receiver is over; it took ${WHILE_IT_FIRED}`,
      impact: 'None: this is a test.',
      value: 'test',
      order: '0',
      runbook_url: `${runbooksUrl}/README.md`,
      dashboard_url: `${grafanaUrl}/?orgId=1`,
      ...acknowledgement(TEST_ALERT, context),
    },
  };
}
