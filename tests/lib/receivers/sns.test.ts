import { alertmanagerReceivers } from '../../../lib/receivers';
import { sns } from '../../../lib/receivers/sns';
import { deliverAlert } from '../../support/delivery';
import { checkReceiverKind, problemsOf } from '../../support/receiver-kind';
import { settingsWithAlerting } from '../../support/receivers';
import { startStandIn } from '../../support/stand-in-server';

const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:alerts';
const ROLE = 'arn:aws:iam::123456789012:role/alerts';

checkReceiverKind(sns, { settings: { topicArn: TOPIC, roleArn: ROLE } });

test.each(['alerts', 'arn:aws:sqs:eu-west-1:123456789012:alerts', 'arn:aws:sns:eu-west-1:123456789012:a b'])(
  '%s is refused: it is no topic',
  (topicArn) => {
    expect(problemsOf({ alerting: { engine: 'alertmanager', routes: { critical: { sns: { topicArn } } } } })).toEqual([
      `alerting.routes.critical.sns.topicArn: had "${topicArn}", needs the ARN of a topic, such as "${TOPIC}"`,
    ]);
  },
);

test('Grafana is refused with what to do', () => {
  expect(problemsOf({ alerting: { routes: { critical: { sns: { topicArn: TOPIC } } } } })).toEqual([
    "alerting.routes.critical.sns: Grafana's provider has no such receiver; set alerting.engine to alertmanager, which notifies it",
  ]);
});

test.each([
  [{}, { region: 'eu-west-1' }],
  [{ roleArn: ROLE }, { region: 'eu-west-1', role_arn: ROLE }],
])('Alertmanager uses the region of the topic, and a role if one is set: %p', (role, sigv4) => {
  const alerting = { engine: 'alertmanager', routes: { critical: { sns: { topicArn: TOPIC, ...role } } } };
  const { critical = {} } = settingsWithAlerting(alerting).alerting.routes;
  const context = { severity: 'critical', stack: 'trading-prod', hasOperator: false, secretFile: () => '' } as const;
  expect(alertmanagerReceivers(critical, context).sns_configs).toMatchObject([{ sigv4 }]);
});

test('a real Alertmanager publishes an alert and its end, with a subject that SNS accepts', async () => {
  const standIn = await startStandIn(() => ({
    status: 200,
    body: '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>',
  }));
  try {
    const { firing, resolved } = await deliverAlert({
      alerting: { engine: 'alertmanager', routes: { critical: { sns: { topicArn: TOPIC } } } },
      overrides: { api_url: standIn.url, sigv4: { region: 'eu-west-1', access_key: 'id', secret_key: 'secret' } },
      standIn,
      endpoints: [`/${'é'.repeat(3000)}`],
    });
    for (const [{ body }, subject] of [
      [firing, '[FIRING] CriticalErrorRate, prod'],
      [resolved, '[RESOLVED] CriticalErrorRate, prod'],
    ] as const) {
      const form = new URLSearchParams(body);
      expect([form.get('Action'), form.get('TopicArn'), form.get('Subject')]).toEqual(['Publish', TOPIC, subject]);
      expect(form.get('Message')).toMatch(/^critical in prod: The API fails on a large scale \(prod\)\n\/é+: 2\/s /);
    }
  } finally {
    await standIn.close();
  }
});
