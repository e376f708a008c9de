/**
 * Planned maintenance on a real Prometheus with a real Alertmanager, and with a real Grafana if there is one. Time runs ten
 * times faster except for the start and end of the maintenance. One stack starts during maintenance; in the other,
 * maintenance starts while an alert fires.
 */
import { findOnPath } from '../../lib/servers/on-path';
import { waitFor } from '../../lib/servers/processes';
import { startIncident, type Incident } from '../support/incident';
import { TIMEOUT } from '../support/timeout';

const FACTOR = 10;
const ENDPOINT = '/signals';
const ALERTS = { CriticalErrorRate: '12s' } as const;
const DAY = 86_400_000;

const hasGrafana =
  process.env.GRAFANA_HOME !== undefined || findOnPath(['grafana'], process.env.PATH ?? '') !== undefined;
if (!hasGrafana) test.todo('planned maintenance in a real Grafana: needs a grafana on PATH, or GRAFANA_HOME');

/** For each engine, milliseconds until one maintenance ends and the other starts: a Grafana takes longer to start. */
const ENGINES = [['alertmanager', 120_000] as const, ...(hasGrafana ? [['grafana', 240_000] as const] : [])];

describe.each(ENGINES)('with engine %s', (engine, edge) => {
  let began = 0;
  const at = (offset: number): string => new Date(began + offset).toISOString().replace(/\.\d+Z$/, 'Z');

  /** A stack with this maintenance and a backend that fails from the beginning. */
  async function failing(name: string, start: string, end: string): Promise<Incident> {
    const maintenance = { upgrade: { start, end, components: ['api'], why: 'a test', who: 'jest' } };
    const options = engine === 'grafana' ? ({ engine, withGrafana: true } as const) : {};
    const subject = await startIncident(name, ENDPOINT, ALERTS, FACTOR, options, { maintenance });
    subject.backend.errors({ [ENDPOINT]: 3 });
    return subject;
  }

  const stacks: Incident[] = [];
  // Jest starts concurrent tests before `beforeAll` has ended.
  const stackOf = (index: number): Promise<Incident> =>
    waitFor(`stack ${index} to start`, () => Promise.resolve(stacks[index]), TIMEOUT);
  beforeAll(async () => {
    began = Date.now();
    stacks.push(await failing('inside', at(-60_000), at(edge)));
    stacks.push(await failing('before', at(edge), at(DAY)));
  });
  afterAll(() => Promise.all(stacks.map((one) => one.stop())));

  const hear = (subject: Incident, message: string) =>
    waitFor(message, () => Promise.resolve(subject.notifiedNames().includes(message) ? true : undefined), TIMEOUT);
  const holds = (subject: Incident, expr: string) =>
    waitFor(expr, async () => ((await subject.localStack.query(expr)).length > 0 ? true : undefined), TIMEOUT);
  /** When the alerts of the first notification began to fire. */
  const firstStart = (subject: Incident): number =>
    Math.min(...subject.received().flatMap(({ alerts }) => alerts.map(({ startsAt }) => Date.parse(startsAt))));

  test.concurrent(
    'an alert notified before maintenance continues, and its end is notified during maintenance',
    async () => {
      const subject = await stackOf(1);
      await hear(subject, 'firing CriticalErrorRate');
      expect(firstStart(subject)).toBeLessThan(began + edge);
      await holds(subject, 'maintenance:planned_end:seconds{maintenance="upgrade"}');
      await holds(subject, 'ALERTS{alertname="CriticalErrorRate",alertstate="firing"}');
      subject.backend.errors({});
      await hear(subject, 'resolved CriticalErrorRate');
      expect(subject.notifiedNames()).toEqual(['firing CriticalErrorRate', 'resolved CriticalErrorRate']);
    },
  );

  test.concurrent(
    'nobody is notified during maintenance; an alert that still fires afterwards is notified, and its end too',
    async () => {
      const subject = await stackOf(0);
      await hear(subject, 'firing CriticalErrorRate');
      expect(firstStart(subject)).toBeGreaterThan(began + edge);
      subject.backend.errors({});
      await hear(subject, 'resolved CriticalErrorRate');
      expect(subject.notifiedNames()).toEqual(['firing CriticalErrorRate', 'resolved CriticalErrorRate']);
    },
  );
});
