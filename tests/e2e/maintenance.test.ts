/**
 * Planned maintenance on a real Prometheus with a real Alertmanager, and with a real Grafana if there is one. Time runs
 * faster except for the start and end of the maintenance. One stack starts during maintenance; in the other,
 * maintenance starts while an alert fires.
 */
import { findOnPath } from '../../lib/servers/on-path';
import { startIncident, type Incident } from '../support/incident';

const ENDPOINT = '/signals';
const DAY = 86_400_000;

const hasGrafana =
  process.env.GRAFANA_HOME !== undefined || findOnPath(['grafana'], process.env.PATH ?? '') !== undefined;
if (!hasGrafana) test.todo('planned maintenance in a real Grafana: needs a grafana on PATH, or GRAFANA_HOME');

/**
 * For each engine, milliseconds until one maintenance ends and the other starts, and how many times faster time runs: a
 * Grafana takes longer to start, and evaluates every ten seconds at most.
 */
const ENGINES = [
  { engine: 'alertmanager', edge: 90_000, factor: 20 } as const,
  ...(hasGrafana ? [{ engine: 'grafana', edge: 240_000, factor: 10 } as const] : []),
];

describe.each(ENGINES)('with engine $engine', ({ engine, edge, factor }) => {
  let began = 0;
  const at = (offset: number): string => new Date(began + offset).toISOString().replace(/\.\d+Z$/, 'Z');

  /** A stack with this maintenance and a backend that fails from the beginning. */
  async function failing(name: string, start: string, end: string): Promise<Incident> {
    const maintenance = { upgrade: { start, end, components: ['api'], why: 'a test', who: 'jest' } };
    const alerts = { CriticalErrorRate: `${120 / factor}s` };
    const options = engine === 'grafana' ? ({ engine, withGrafana: true } as const) : {};
    const subject = await startIncident(name, ENDPOINT, alerts, factor, options, { maintenance });
    subject.backend.errors({ [ENDPOINT]: 10 });
    return subject;
  }

  const stacks: Promise<Incident>[] = [];
  const stackOf = async (index: number): Promise<Incident> => {
    const stack = await stacks[index];
    if (stack === undefined) throw new Error(`no stack ${index}`);
    return stack;
  };
  beforeAll(async () => {
    began = Date.now();
    stacks.push(failing('inside', at(-60_000), at(edge)), failing('before', at(edge), at(DAY)));
    await Promise.allSettled(stacks);
  });
  afterAll(async () => {
    for (const result of await Promise.allSettled(stacks)) if (result.status === 'fulfilled') await result.value.stop();
  });

  /** When the alerts of the first notification began to fire. */
  const firstStart = (subject: Incident): number =>
    Math.min(...subject.received().flatMap(({ alerts }) => alerts.map(({ startsAt }) => Date.parse(startsAt))));

  test.concurrent(
    'an alert notified before maintenance continues, and its end is notified during maintenance',
    async () => {
      const subject = await stackOf(1);
      await subject.waitForNotification('firing CriticalErrorRate');
      expect(firstStart(subject)).toBeLessThan(began + edge);
      await subject.waitForResult('maintenance:planned_end:seconds{maintenance="upgrade"}');
      await subject.waitForResult('ALERTS{alertname="CriticalErrorRate",alertstate="firing"}');
      subject.backend.errors({});
      await subject.waitForNotification('resolved CriticalErrorRate');
      expect(subject.notifiedNames()).toEqual(['firing CriticalErrorRate', 'resolved CriticalErrorRate']);
    },
  );

  test.concurrent(
    'nobody is notified during maintenance; an alert that still fires afterwards is notified, and its end too',
    async () => {
      const subject = await stackOf(0);
      await subject.waitForNotification('firing CriticalErrorRate');
      expect(firstStart(subject)).toBeGreaterThan(began + edge);
      subject.backend.errors({});
      await subject.waitForNotification('resolved CriticalErrorRate');
      expect(subject.notifiedNames()).toEqual(['firing CriticalErrorRate', 'resolved CriticalErrorRate']);
    },
  );
});
