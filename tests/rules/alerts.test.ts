/** What an alert says to the person it wakes. */
import { dataSourceAlert } from '../../lib/alerting/data-source';
import { slos } from '../../rules/slos';
import { trading } from '../../platform';
import { alertNames, type AlertName } from '../../platform';
import { SEVERITIES } from '../../lib/alerting/severity';
import { parser } from '@prometheus-io/lezer-promql';
import { ruleContext, toSettings } from '../../lib/settings/settings';
import { metricNames } from '../../metrics/contract';
import { serverMetrics } from '../../metrics/server-metrics';
import { exporterMetrics } from '../../lib/alerting/catalogue';
import { humanize, inWords, numberTemplate, valueTemplate } from '../../lib/units';
import { SERVER_JOBS } from '../../lib/contract/monitoring-servers';
import { condition, resolve, resolveAll } from '../../lib/alerting/resolve';
import { CONTRACT_SERIES } from '../../lib/alerting/missing-metrics';
import { recording } from '../../rules/recording';
import { sloSeries } from '../../lib/slo/recording';
import { EXPORTERS } from '../support/exporters';

const settings = toSettings(trading, 'prod', {
  ...EXPORTERS,
  thresholds: { HighAPILatency: { above: 0.8, for: '90s', severity: 'critical' } },
  grafana: { externalUrl: 'https://grafana.example.com' },
  runbooks: { baseUrl: 'https://runbooks.example.com/alerts/' },
});
const alert = (name: AlertName) => resolve(name, ruleContext(settings));
/** The platform's series, and those recorded from them. */
const OWN_SERIES: readonly string[] = [
  ...[...metricNames, 'up', ...CONTRACT_SERIES, ...sloSeries(slos)],
  ...Object.values(recording).map(({ name }) => name),
];

/** The job that each series comes from, unless it is the platform's own. */
const JOBS: Readonly<Record<string, string>> = Object.fromEntries([
  ...Object.entries(serverMetrics).map(([metric, server]) => [metric, SERVER_JOBS[server]] as const),
  ...Object.entries(exporterMetrics(trading)).map(([metric, { job }]) => [metric, job] as const),
]);
const EXPORTER_JOBS = Object.values(trading.exporters).map(({ job }) => job);
/** Up series of targets that are not the platform: an exporter, or a monitoring server. */
const UP_ELSEWHERE = [
  `up{job=~"${EXPORTER_JOBS.join('|')}"}`,
  ...[...EXPORTER_JOBS, ...Object.values(SERVER_JOBS)].map((job) => `up{job="${job}"}`),
];

/** The names that a selector selects: one, or those in the regex of `__name__`. */
function seriesOf(selector: string): string[] {
  const listed = /__name__=~"([\w|]+)"/.exec(selector)?.[1];
  return listed?.split('|') ?? [/^[\w:]*/.exec(selector)?.[0] ?? ''];
}

/** The texts of all nodes of a kind in an expression. */
function nodes(expression: string, kind: string): string[] {
  const found: string[] = [];
  parser.parse(expression).iterate({
    enter: ({ type, from, to }) => {
      if (type.name === kind) found.push(expression.slice(from, to));
    },
  });
  return found;
}

describe.each(alertNames)('%s', (name) => {
  const { annotations, labels, measurement, component, severity, for: duration, threshold } = alert(name);
  const description = annotations['description'] ?? '';
  const expression = String(condition(alert(name)));
  const { records = [] } = measurement;
  const expressions = [expression, ...records.map(({ expr }) => String(expr))];

  it('says in one sentence which value it compares with what, and for how long', () => {
    const { unit, bound } = measurement;
    if (threshold.kind !== 'fixed') {
      expect([numberTemplate(unit), valueTemplate(unit)].filter((value) => description.includes(value))).not.toEqual(
        [],
      );
      expect(description).toContain(humanize(bound, unit));
    }
    if (duration !== '0s') expect(description).toContain(`for ${inWords(duration)}`);
    expect(description).toMatch(/^([A-Z]|\{\{)[^;]*\. [A-Z]/);
    expect(description).not.toMatch(/ {2}|undefined|\. ?\./);
  });
  it('says in one sentence that it is resolved, and how long it lasted at most, without a value that no longer holds', () => {
    expect(annotations.when_resolved).toMatch(/^([A-Z]|\{\{).*; .* for as long as this alert fired\.$/);
    expect(annotations.when_resolved).not.toMatch(/\$value| {2}|undefined/);
    for (const label of measurement.by) expect(annotations.when_resolved).toContain(`$labels.${label}`);
  });
  it('names its culprit in the text, by labels that each of its series has', () => {
    for (const label of measurement.by) {
      expect(description).toContain(`$labels.${label}`);
      expect(annotations.culprit).toContain(`$labels.${label}`);
      expect(expression).toContain(label);
    }
    expect('culprit' in annotations).toBe(measurement.by.length > 0);
  });
  it('has value, limit and impact in separate annotations', () => {
    expect(annotations.value).toBe(valueTemplate(measurement.unit));
    expect(annotations.limit ?? '').toContain(
      'limit' in annotations ? humanize(measurement.bound, measurement.unit) : '',
    );
    expect('limit' in annotations).toBe(threshold.kind !== 'fixed');
    expect(annotations.worst).toBe(measurement.test === '<' ? 'lowest' : undefined);
    expect(description.endsWith(`. ${annotations.impact}`)).toBe(true);
  });
  it('names the threshold that a stack sets, in human units', () => {
    if (threshold.kind === 'fixed') expect(threshold.value).toBe(measurement.bound);
    else expect(description).toContain(humanize(threshold.value, threshold.unit));
  });
  it('says in one line what is wrong and where', () => {
    expect(annotations['summary']).toMatch(/^[A-Z].{5,90} \(prod\)$/);
  });
  it('carries severity, component, environment and team', () => {
    expect(labels).toEqual({
      severity,
      component,
      environment: 'prod',
      team: expect.stringMatching(/^[a-z]+$/) as string,
    });
    expect(SEVERITIES).toContain(severity);
  });
  it('links to its runbook section and to its panel', () => {
    const anchor = name.toLowerCase();
    expect(annotations['runbook_url']).toMatch(
      new RegExp(
        `^https://runbooks\\.example\\.com/alerts/(api-health|business-health|infrastructure|slo|meta)\\.md#${anchor}$`,
      ),
    );
    expect(annotations['dashboard_url']).toMatch(/^https:\/\/grafana\.example\.com\/d\/[a-z-]+-prod\?viewPanel=\d+$/);
  });
  it('reads only series of the platform, of the monitoring servers, of exporters, and recorded ones', () => {
    const recorded = records.map(({ record }): string => record);
    for (const expr of expressions) {
      for (const selector of nodes(expr, 'VectorSelector')) {
        if (UP_ELSEWHERE.includes(selector)) continue;
        for (const series of seriesOf(selector)) {
          const job = JOBS[series];
          if (!recorded.includes(series) && !CONTRACT_SERIES.includes(series))
            expect(selector).toContain(`job="${job ?? 'backend-api'}"`);
          if (job === undefined)
            expect([...OWN_SERIES, ...recorded]).toContain(series.replace(/_(bucket|count|sum)$/, ''));
        }
      }
    }
  });
  it('compares one recorded series with a number, or a few of them', () => {
    expect(expression.length).toBeLessThanOrEqual(400);
  });
});

it('an override of threshold, duration and severity shows in the text and the labels', () => {
  const { annotations, labels } = alert('HighAPILatency');
  expect(annotations['description']).toContain('more than 0.8 s for 90 seconds.');
  expect(labels['severity']).toBe('critical');
});

it('mentions no duration if it has no `for`', () => {
  const { annotations } = resolve(
    'RedisDisconnected',
    ruleContext(toSettings(trading, 'dev', { thresholds: { RedisDisconnected: { for: '0s' } } })),
  );
  expect(annotations.description).toMatch(/has had no connection to Redis\. Sessions/);
});

it('says that it waits for market hours, and that it may resolve when they end', () => {
  const { annotations } = resolve(
    'SignalIngestionStopped',
    ruleContext(
      toSettings(trading, 'dev', {
        market: {
          sessions: { london: { opens: '08:00', closes: '16:30', location: 'Europe/London' } },
        },
      }),
    ),
  );
  expect(annotations.description).toMatch(/^No signal has been ingested for 10 minutes in market hours\. /);
  expect(annotations.when_resolved).toBe(
    'Signals are ingested again or the market is closed; there was none for as long as this alert fired.',
  );
});

it('says whom to call if the stack names somebody, and nothing otherwise', () => {
  const contactOf = (contacts: object) =>
    resolveAll(ruleContext(toSettings(trading, 'dev', { contacts }))).map(({ annotations }) => annotations.contact);
  expect(new Set(contactOf({ onCall: 'Rota Trading', hotline: '+00 1' }))).toEqual(
    new Set(['on call: Rota Trading; hotline: +00 1']),
  );
  expect(new Set(contactOf({}))).toEqual(new Set([undefined]));
});

it('says whom to call in the team that owns the alert, if the stack names somebody there', () => {
  const raw = {
    contacts: { onCall: 'Rota', hotline: '+00 1' },
    alerting: { teams: { trading: { contacts: { onCall: 'Desk' } } } },
  };
  const contactOf = (team: string) =>
    new Set(
      resolveAll(ruleContext(toSettings(trading, 'dev', raw)))
        .filter(({ labels }) => labels.team === team)
        .map(({ annotations }) => annotations.contact),
    );
  const unreachable = dataSourceAlert(ruleContext(toSettings(trading, 'dev', raw)));
  expect(unreachable?.annotations.contact).toBe('on call: Rota; hotline: +00 1');
  expect(contactOf('trading')).toEqual(new Set(['on call: Desk; hotline: +00 1']));
  expect(contactOf('backend')).toEqual(new Set(['on call: Rota; hotline: +00 1']));
});
