/**
 * What receivers get from a real Grafana for `make notify`, an alert and a silence. Runs where GRAFANA_HOME or PATH
 * has a Grafana.
 */
import { grafanaNotifications } from '../../lib/compile/grafana-notifications';
import { addSilence, endSilence } from '../../lib/servers/silences';
import { findOnPath } from '../../lib/servers/on-path';
import { waitFor } from '../../lib/servers/processes';
import { ruleContext } from '../../lib/settings/settings';
import { testReceivers } from '../../scripts/notify/test-receivers';
import { criticalErrors } from '../support/critical-errors';
import { startEmptyGrafana, type GrafanaServer } from '../support/grafana-server';
import { settingsWithAlerting } from '../support/receivers';
import { startStandIn, type StandInServer } from '../support/stand-in-server';

const LIMIT = 240;

if (process.env.GRAFANA_HOME === undefined && findOnPath(['grafana'], process.env.PATH ?? '') === undefined) {
  test.todo('what receivers get from a real Grafana: needs a grafana on PATH, or GRAFANA_HOME');
} else {
  let standIn: StandInServer;
  let grafana: GrafanaServer;
  const settings = () =>
    settingsWithAlerting({
      routes: {
        critical: {
          slack: { url: `${standIn.url}/slack` },
          teams: { url: `${standIn.url}/teams` },
          discord: { url: `${standIn.url}/discord` },
          webhook: { url: `${standIn.url}/webhook` },
        },
        warning: { slack: { url: `${standIn.url}/refuses` } },
      },
      muteTimings: { always: [{}] },
    });
  const server = () => ({ name: 'Grafana', url: grafana.url });
  const silences = () => ({ engine: 'grafana', server: server() }) as const;

  /** The requests to the stand-in whose path contains all of these texts. */
  const bodies = (path: string, ...texts: readonly string[]) =>
    standIn.requests
      .filter((request) => request.path === path && texts.every((text) => request.body.includes(text)))
      .map(({ body }) => body);
  const hear = (path: string, ...texts: readonly string[]) =>
    waitFor(`${path} gets ${texts.join(', ')}`, () => Promise.resolve(bodies(path, ...texts).at(0)), LIMIT);

  async function provision(): Promise<void> {
    const { catalogue, environment, alerting } = { ...ruleContext(settings()), alerting: settings().alerting };
    const notifications = grafanaNotifications(alerting, { catalogue, environment });
    if (notifications === undefined) throw new Error('the stack has no receivers');
    const { template, contactPoints, muteTimings, policy } = notifications;
    await grafana.call('PUT', `/api/v1/provisioning/templates/${template.name}`, { template: template.template });
    for (const { name, slacks = [], teams = [], discords = [], webhooks = [] } of contactPoints)
      for (const [type, points] of Object.entries({ slack: slacks, teams, discord: discords, webhook: webhooks }))
        for (const { url, ...fields } of points)
          await grafana.call('POST', '/api/v1/provisioning/contact-points', {
            name,
            type,
            settings: { ...fields, url: url?.reveal() },
          });
    for (const { name } of muteTimings)
      await grafana.call('POST', '/api/v1/provisioning/mute-timings', { name, time_intervals: [{}] });
    const branch = ({ contactPoint, groupBies, muteTimings: muted = [] }: (typeof policy.policies)[number]) => ({
      receiver: contactPoint,
      group_by: groupBies,
      group_wait: '1s',
      group_interval: '5s',
      mute_time_intervals: muted,
    });
    await grafana.call('PUT', '/api/v1/provisioning/policies', {
      ...branch({ ...policy, matchers: [] }),
      mute_time_intervals: undefined,
      routes: policy.policies.map((each) => ({
        ...branch(each),
        object_matchers: each.matchers.map(({ label, match, value }) => [label, match, value]),
      })),
    });
  }

  beforeAll(async () => {
    standIn = await startStandIn(({ path }) =>
      path === '/refuses'
        ? { status: 404, body: 'no_service', contentType: 'text/html' }
        : { status: 200, body: 'ok', contentType: 'text/html' },
    );
    grafana = await startEmptyGrafana();
    await provision();
  }, LIMIT * 1000);
  afterAll(async () => {
    await grafana?.stop();
    await standIn?.close();
  });

  test(
    'make notify sends the messages of the stack right after an update, and quotes receivers that refuse',
    async () => {
      const lines: string[] = [];
      const engine = {
        engine: 'grafana',
        server: server(),
        readLog: () => Promise.reject(new Error('this test reads no logs')),
      } as const;
      const failed = await testReceivers(engine, settings(), ['critical', 'warning'], (line) => lines.push(line));
      expect(lines.sort()).toEqual([
        'critical, Discord: taken',
        'critical, Microsoft Teams: taken',
        'critical, Slack: taken',
        'critical, a webhook: taken',
        'warning, Slack: not taken: failed to send Slack message: the incoming webhook is either disabled, removed, or invalid',
      ]);
      expect(failed).toBe(1);
      for (const path of ['/slack', '/teams', '/discord', '/webhook'])
        expect(bodies(path, 'Test of the receiver critical: nothing is wrong')).not.toEqual([]);
    },
    LIMIT * 1000,
  );

  /** Rules about these endpoints that always fire. */
  const fire = (endpoints: Readonly<Record<string, { readonly endpoint: string; readonly severity: string }>>) =>
    grafana.call('PUT', '/api/v1/provisioning/folder/alerts/rule-groups/alerts', {
      interval: 10,
      rules: Object.entries(endpoints).map(([title, { endpoint, severity }], index) => {
        const { labels, annotations } = criticalErrors(endpoint, index);
        const { alertname: _title, ...otherLabels } = labels;
        const model = { refId: 'A', type: 'math', expression: '1 == 1', datasource: { uid: '__expr__' } };
        return {
          title,
          uid: title,
          orgID: 1,
          folderUID: 'alerts',
          ruleGroup: 'alerts',
          condition: 'A',
          for: '0s',
          noDataState: 'OK',
          execErrState: 'Error',
          labels: { ...otherLabels, severity },
          annotations,
          data: [{ refId: 'A', datasourceUid: '__expr__', relativeTimeRange: { from: 600, to: 0 }, model }],
        };
      }),
    });

  test(
    'each receiver gets an alert in its own form; a silenced alert after its silence ends, a muted one never',
    async () => {
      await grafana.call('POST', '/api/folders', { uid: 'alerts', title: 'alerts' });
      const labels = { alertname: 'Silenced', environment: 'prod' };
      const silence = await addSilence(silences(), { labels, length: 600_000, why: 'TICKET-1', by: 'Ada' });
      await fire({
        Fires: { endpoint: '/a<b>&*c*', severity: 'critical' },
        Silenced: { endpoint: '/silenced', severity: 'critical' },
        Muted: { endpoint: '/muted', severity: 'warning' },
      });
      expect(await hear('/slack', '[FIRING] Fires')).toContain('/a\\u0026lt;b\\u0026gt;\\u0026amp;*c*');
      expect(await hear('/teams', '[FIRING] Fires')).toContain('/a\\\\\\u003cb\\\\\\u003e\\u0026\\\\*c\\\\*');
      expect(await hear('/discord', '[FIRING] Fires')).toContain('/a\\\\\\u003cb\\\\\\u003e\\u0026\\\\*c\\\\*');
      await hear('/webhook', '"alertname":"Fires"');
      expect(bodies('/slack', 'Silenced')).toEqual([]);
      await endSilence(silences(), silence);
      await hear('/slack', '[FIRING] Silenced');
      // The muted alert began with the others, and Grafana has evaluated the group of the silenced one since.
      expect(bodies('/refuses', 'Muted')).toEqual([]);
    },
    2 * LIMIT * 1000,
  );
}
