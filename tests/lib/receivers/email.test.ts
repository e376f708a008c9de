import { email } from '../../../lib/receivers/email';
import { writeField } from '../../support/example-message';
import { checkReceiverKind } from '../../support/receiver-kind';

checkReceiverKind(email, {
  settings: { to: ['sre@example.com', 'desk@example.com'] },
  alerting: { smtp: { host: 'smtp.example.com:587', from: 'alerts@example.com' } },
});

test('a mail has the title as its subject, on one line', async () => {
  expect(await writeField('email', 'subject', 'HighErrorRate', 'firing')).toMatch(/^\[FIRING\] HighErrorRate: .*$/);
});
