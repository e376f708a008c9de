import { webhook } from '../../../lib/receivers/webhook';
import { checkReceiverKind, problemsOf } from '../../support/receiver-kind';

checkReceiverKind(webhook, { settings: { url: 'https://chat.example/hook?token=webhook-token' } });

test('an invalid address is refused', () => {
  expect(problemsOf({ alerting: { routes: { critical: { webhook: { url: 'chat.example' } } } } })).toEqual([
    'alerting.routes.critical.webhook.url: had "chat.example", needs an http:// or https:// address',
  ]);
});
