/** `docs/told.md`: what each alert tells and when, out of the scenarios that promtool plays, beside what was told before. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { z } from 'zod';
import { alertNames, definition, runbookFile, type AlertName } from '../../lib/alerting/catalogue';
import { PROMETHEUS_UNREACHABLE } from '../../lib/alerting/data-source';
import { cell, table } from '../alerts';

const text = z.string();
const check = z.object({
  eval_time: text,
  alertname: text,
  exp_alerts: z.array(z.object({ exp_annotations: z.object({ description: text }) })).default([]),
});
const scenarioFile = z.object({
  tests: z.array(z.object({ name: text, alert_rule_test: z.array(check).default([]) })),
});

/**
 * What the rules written by hand made of it, which this project replaces: as measured by promtool and on running servers.
 * Alerts that are left out did not exist.
 */
const BEFORE: { readonly [N in AlertName]?: string } = {
  HighAPILatency: 'Each route by itself: one slow answer on a route with two requests was told.',
  CriticalAPILatency: 'Never: its limit lay above the largest bucket of the histogram.',
  HighErrorRate: 'Endpoint and status each by itself: errors spread over them were not told; 4xx and 429 counted.',
  CriticalErrorRate: 'As above: what clients did wrong was a page.',
  DatabaseConnectionPoolExhausted: 'The same, again for each replica that was restarted.',
  RedisDisconnected: 'The same.',
  HighRateLimitRejections: 'Each route by itself: a flood over all routes was not told.',
  SignalIngestionStopped: 'Nothing where the series was gone; one idle source was told as all.',
  SignalSourceSilent: 'One idle source was told as all of them, at any hour.',
  LowSignalIngestionRate: 'Told of one idle source.',
  HighApprovalRejectionRate: 'The same, however few the approvals.',
  PaymentWebhookFailures: 'Each replica by itself: replays spread over them were not told.',
  HighPaymentFailureRate: 'However few the payments: a false page every third day at six in five minutes.',
  NoCheckoutsStarted: 'Nothing where the series was gone; told of one plan that nobody bought.',
  EAPollErrors: 'Each error type by itself: errors spread over them were not told.',
  CriticalEAPollErrors: 'As above.',
  NoEARequests: 'Nothing where the series was gone; one idle endpoint was told as all.',
  EAEndpointSilent: 'One idle endpoint was told as all of them, at any hour.',
  HighMiniAppLatency: 'Never: its limit lay above the largest bucket of the histogram.',
  HighWebhookInvalidSignatures: 'Each replica by itself: forged webhooks spread over them were not told.',
};

/** The first scenario of an alert in which its message is compared word for word. */
function told(name: AlertName): { readonly case: string; readonly at: string; readonly message: string } {
  const path = join(__dirname, '../../tests/rules', `${name}.yaml`);
  const { tests } = scenarioFile.parse(load(readFileSync(path, 'utf8')));
  const [first] = tests.flatMap((test) =>
    test.alert_rule_test.flatMap(({ alertname, eval_time, exp_alerts }) => {
      const [alert] = exp_alerts;
      return alertname === name && alert !== undefined
        ? [{ case: test.name, at: eval_time, message: alert.exp_annotations.description }]
        : [];
    }),
  );
  if (first === undefined) throw new Error(`${path}: no scenario compares the message of ${name}`);
  return first;
}

export const toldPage = (): string => `# What is told, and when

Written by \`npm run docs\` from the scenarios in \`tests/rules/\`, which promtool plays in every \`make test\`: the case, the
moment of it at which the message goes out (with the default thresholds), and the message's sentence. "Before" are the rules
written by hand, whose messages named no value, no culprit and no start. One alert is missing here, as Grafana itself evaluates it and promtool cannot:
[${PROMETHEUS_UNREACHABLE}](../runbooks/meta.md#${PROMETHEUS_UNREACHABLE.toLowerCase()}).

${table(
  ['alert', 'case', 'told at', 'what is said now', 'before'],
  alertNames.map((name) => {
    const { case: what, at, message } = told(name);
    const link = `[${name}](../runbooks/${runbookFile(definition(name).group)}#${name.toLowerCase()})`;
    return [link, cell(what), at, cell(message), BEFORE[name] ?? 'There was none.'];
  }),
)}
`;
