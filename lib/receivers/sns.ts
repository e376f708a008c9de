/**
 * Amazon SNS, with the credentials of the machine: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html.
 * Grafana's provider writes it in the format of Amazon Managed Grafana, which Grafana itself does not read.
 */
import { z } from 'zod';
import { stringMatching } from '../settings/fields';
import { defineReceiver } from './receiver-kind';

const regionOf = (topicArn: string): string => topicArn.split(':')[3] ?? '';

export const sns = defineReceiver({
  key: 'sns',
  name: 'Amazon SNS',
  description:
    'A message of at most 256 KB to the subscribers of a topic, with status, alert and environment as its subject; sent with the AWS credentials of the machine or pod',
  settings: z.strictObject({
    topicArn: stringMatching(
      /^arn:aws[\w-]*:sns:[\w-]+:\d{12}:[\w-]{1,256}(\.fifo)?$/,
      'the ARN of a topic, such as "arn:aws:sns:eu-west-1:123456789012:alerts"',
    ).describe('ARN of the topic, whose region is the one that is asked'),
    roleArn: stringMatching(
      /^arn:aws[\w-]*:iam::\d{12}:role\/\S+$/,
      'the ARN of a role, such as "arn:aws:iam::123456789012:role/alerts"',
    )
      .optional()
      .describe('ARN of a role that may publish to it; the role of the machine or pod where left out'),
  }),
  message: ({ text, first }) => ({
    // SNS rejects a subject that is longer than 100 characters or not ASCII, and a title contains names from outside.
    subject: `[{{ .Status | toUpper }}] ${first('Labels.alertname')}, ${first('Labels.environment')}`,
    text,
  }),
  alertmanager: {
    list: 'sns_configs',
    config: ({ topicArn, roleArn }, { subject, text }) => ({
      topic_arn: topicArn,
      sigv4: { region: regionOf(topicArn), ...(roleArn !== undefined && { role_arn: roleArn }) },
      send_resolved: true,
      subject,
      message: text,
    }),
    adopt: ({ topic_arn }) => ({ open: { topicArn: topic_arn } }),
  },
});
