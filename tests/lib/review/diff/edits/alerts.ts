/** Edits of the catalogue of alerts. */
import type { AlertDefinition } from '../../../../../lib/alerting/alert';
import { withFields, type EditCase } from '../../../../support/review';

const above = (value: number, unit: 'seconds' | 'ratio' | 'per second' | 'count') =>
  ({ kind: 'above', value, unit }) as const;

export const ALERTS: Readonly<Record<string, EditCase>> = {
  'a threshold that one stack has its own of': {
    edit: { code: withFields('HighAPILatency', { threshold: above(0.5, 'seconds') }) },
    says: ['dev: **HighAPILatency** fires above 0.5 s, was 1 s (sooner); prod has a number of its own'],
    not: ['expression', 'thresholds', 'CriticalAPILatency'],
  },
  'a threshold of every stack': {
    edit: { code: withFields('DatabaseConnectionPoolExhausted', { threshold: above(95, 'count') }) },
    says: ['all stacks: **DatabaseConnectionPoolExhausted** fires above 95, was 90 (later)'],
    not: ['expression', '- dev', '- prod', 'largest value'],
  },
  'a threshold below which it fires': {
    edit: {
      code: withFields('LowSignalIngestionRate', { threshold: { kind: 'below', value: 0.02, unit: 'per second' } }),
    },
    says: ['fires below 0.02/s, was 0.01/s (sooner)'],
    not: ['expression'],
  },
  'a share, in per cent': {
    edit: { code: withFields('HighPaymentFailureRate', { threshold: above(0.25, 'ratio') }) },
    says: ['**HighPaymentFailureRate** fires above 25%, was 20% (later)'],
    not: ['0.25'],
  },
  'a duration': {
    edit: { code: withFields('HighErrorRate', { for: '10m' }) },
    says: ['all stacks: **HighErrorRate** waits 10 minutes, was 5 minutes'],
    not: ['description', 'size'],
  },
  'a duration down to nothing': {
    edit: { code: withFields('RedisDisconnected', { for: '0s' }) },
    says: ['**RedisDisconnected** waits at once, was 1 minute'],
  },
  'a severity': {
    edit: { code: withFields('HighErrorRate', { severity: 'critical' }) },
    says: ['**HighErrorRate** severity critical, was warning'],
    not: ['`severity`', 'Redis'],
  },
  'a component, and with it the team': {
    edit: { code: withFields('HighErrorRate', { component: 'billing' }) },
    says: ['**HighErrorRate** component billing, was api; `team` payments, was backend'],
  },
  'a least volume': {
    edit: { code: withFields('HighApprovalRejectionRate', { minimumRate: 0.05 }) },
    says: ['**HighApprovalRejectionRate** least volume a second 0.05, was 0.01'],
    not: ['expression'],
  },
  'what no data means': {
    edit: { code: withFields('RuleEvaluationFailing', { noData: 'alerting' }) },
    says: ['**RuleEvaluationFailing** without data it is Alerting, was OK'],
  },
  'how long Grafana goes on with it': {
    edit: {
      file: 'grafana/rule-groups/api-health.json',
      text: (text) => text.replace('"keepFiringFor": "300s"', '"keepFiringFor": "60s"'),
    },
    says: ['**HighAPILatency** in Grafana it fires on after its condition for 1 minute, was 5 minutes'],
  },
  'an alert removed': {
    edit: {
      code: (_all, names) => {
        names.splice(names.indexOf('HighRateLimitRejections'), 1);
      },
    },
    says: [
      'all stacks: **HighRateLimitRejections** is removed (it was warning, fires above 10/s for 10 minutes; notifies nobody)',
    ],
    not: ['no longer silent', 'thresholds'],
  },
  'an alert added': {
    edit: {
      code: (all, names) => {
        all.ManyErrors = { ...all.HighErrorRate, threshold: above(0.3, 'per second') } as AlertDefinition;
        names.push('ManyErrors');
      },
    },
    says: ['all stacks: **ManyErrors** is new: warning, fires above 0.3/s for 5 minutes; notifies nobody'],
    not: ['**HighErrorRate**', '**CriticalErrorRate**'],
  },
  'an alert renamed': {
    edit: {
      code: (all, names) => {
        all.ManyRefusals = all.HighRateLimitRejections as AlertDefinition;
        names[names.indexOf('HighRateLimitRejections')] = 'ManyRefusals';
      },
    },
    says: [
      'all stacks: **ManyRefusals** is the new name of HighRateLimitRejections; silences and links that name HighRateLimitRejections match no more',
    ],
    not: ['is removed', 'is new:'],
  },
  'a critical twin that inhibits': {
    edit: { code: withFields('NoEARequests', { critical: 'CriticalEAPollErrors' }) },
    says: ['all stacks: **NoEARequests** is now inhibited while CriticalEAPollErrors fires'],
    not: ['goes on'],
  },
  'a twin that inhibits no more': {
    edit: {
      code: (all) => {
        const { critical: _critical, ...withoutTwin } = all.EAPollErrors as AlertDefinition;
        all.EAPollErrors = withoutTwin;
      },
    },
    says: ['**EAPollErrors** is no longer inhibited while CriticalEAPollErrors fires'],
  },
  'what is measured': {
    edit: {
      code: (all) => {
        const { measure, says } = all.HighRateLimitRejections as AlertDefinition;
        all.HighErrorRate = { ...all.HighErrorRate, measure, says } as AlertDefinition;
      },
    },
    says: [
      'it means "The rate limiter refuses … requests a second on …, more than 0.1/s for 5 minutes.", ' +
        'was "… answers … server errors (5xx) a second, more than 0.1/s for 5 minutes."',
      '| was | is |',
      '| `endpoint:errors_5xx:rate5m > 0.1` | `route:ratelimit_blocks:rate5m > 0.1` |',
    ],
  },
  'one measurement of several alerts, in one line': {
    edit: {
      code: (all) => {
        for (const name of ['HighErrorRate', 'CriticalErrorRate'])
          withFields(name as 'HighErrorRate', { for: '7m' })(all);
      },
    },
    says: ['**HighErrorRate** waits 7 minutes, was 5 minutes', '**CriticalErrorRate** waits 7 minutes, was 2 minutes'],
    lines: 2,
  },
  'the same of several alerts, in one line': {
    edit: {
      code: (all) => {
        for (const name of ['HighErrorRate', 'HighAPILatency']) withFields(name as 'HighErrorRate', { for: '7m' })(all);
      },
    },
    says: ['**HighAPILatency** and **HighErrorRate** waits 7 minutes, was 5 minutes'],
  },
  'the line on a phone': {
    edit: { code: withFields('HighErrorRate', { summary: 'Errors, errors' }) },
    says: [
      '### What the on-call reads',
      '**HighErrorRate** summary "Errors, errors", was "The API answers with errors"',
    ],
    not: ['Who is paged'],
  },
  'what it means for users': {
    edit: { code: withFields('HighErrorRate', { impact: 'Some users swear.' }) },
    says: ['impact "Some users swear.", was "Some users see failures'],
    not: ['Who is paged', 'the alert fires'],
  },
  'the panel that an alert opens': {
    edit: { code: withFields('HighErrorRate', { panel: { dashboard: 'api-health', panel: 'latency' } }) },
    says: ['**HighErrorRate** its link opens panel api-health/2, was api-health/3'],
  },
};
