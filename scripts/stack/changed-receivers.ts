/** Whether an update changed who is notified, or the format of notifications. */
import { receiverNames } from '../../lib/settings/notification-routes';
import type { Settings } from '../../lib/settings/schema';
import type { ResourceStep } from '../support/resource-steps';

/** Resource types of Grafana's provider. */
const KINDS = ['ContactPoint', 'NotificationPolicy', 'MessageTemplate'];
/** Resources that contain Alertmanager's configuration and credentials, on Docker and in a cluster. */
const NAMES = ['alertmanager-files', 'alertmanager-config', 'alertmanager-credentials'];

const isChange = (op: string): boolean => /^(create|update|replace)/.test(op);

export const hasChangedReceivers = (
  steps: readonly ResourceStep[],
  { alerting }: Pick<Settings, 'alerting'>,
): boolean =>
  receiverNames(alerting).length > 0 &&
  steps.some(({ op, kind, name }) => isChange(op) && (KINDS.includes(kind) || NAMES.includes(name)));
