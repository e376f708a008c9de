import { hasChangedReceivers } from '../../scripts/stack/changed-receivers';
import type { ResourceStep } from '../../scripts/support/resource-steps';
import { settingsWithAlerting } from '../support/receivers';

const step = (op: string, kind: string, name: string): ResourceStep => ({
  op,
  kind,
  name,
  urn: name,
  old: undefined,
  new: undefined,
});

test.each([
  ['a new contact point', true, step('create', 'ContactPoint', 'trading-dev-critical')],
  ['another policy', true, step('update', 'NotificationPolicy', 'policy')],
  ["Alertmanager's files on Docker", true, step('create-replacement', 'Container', 'alertmanager-files')],
  ['its credentials in a cluster', true, step('update', 'Secret', 'alertmanager-credentials')],
  ['a contact point that is as it was', false, step('same', 'ContactPoint', 'trading-dev-critical')],
  ['a dashboard', false, step('update', 'Dashboard', 'overview')],
])('up offers to test the receivers after an update of %s: %p', (_case, offered, changed) => {
  expect(hasChangedReceivers([changed], settingsWithAlerting())).toBe(offered);
});

test('up offers no test if the stack notifies nobody', () => {
  expect(hasChangedReceivers([step('create', 'MessageTemplate', 'notifications')], settingsWithAlerting({}))).toBe(
    false,
  );
});
