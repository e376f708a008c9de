import { pagerduty } from '../../../lib/receivers/pagerduty';
import { writeField } from '../../support/example-message';
import { checkReceiverKind } from '../../support/receiver-kind';

checkReceiverKind(pagerduty, { settings: { integrationKey: 'pagerduty-integration-key' } });

test('an event has the alert, its runbook and the page that acknowledges it as details', async () => {
  expect(await writeField('pagerduty', 'class', 'HighErrorRate', 'firing')).toBe('HighErrorRate');
  expect(await writeField('pagerduty', 'runbook', 'HighErrorRate', 'firing')).toMatch(/#higherrorrate$/);
  expect(await writeField('pagerduty', 'acknowledge', 'HighErrorRate', 'firing')).toContain('/alerting/silence/new?');
  expect(await writeField('pagerduty', 'acknowledge', 'HighErrorRate', 'resolved')).toBe('');
});
