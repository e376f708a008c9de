/** The parts of a notification, in plain text, as Alertmanager renders them. */
import { fieldOf, notificationData, writeField, writeTemplate } from '../../support/example-message';

describe('a message', () => {
  test('has a title with the alert, its value and limit, its place, the number of further ones, and its start', async () => {
    expect(await writeField('pagerduty', 'summary', 'HighErrorRate', 'firing')).toBe(
      '[FIRING] HighErrorRate: 0.32/s on /api/v1/signals (fires above 0.1/s), 3 more, prod, since 02:17 UTC',
    );
  });

  test('has a title with the summary of an alert whose value means nothing', async () => {
    expect(await writeField('email', 'subject', 'TargetDown', 'firing')).toBe(
      '[FIRING] TargetDown: The platform cannot be scraped, prod, since 02:14 UTC',
    );
  });

  test('says when it is resolved what it was and how long it lasted', async () => {
    expect(await writeField('email', 'subject', 'HighErrorRate', 'resolved')).toBe(
      '[RESOLVED] HighErrorRate: over after 39m; was: 0.32/s on /api/v1/signals (fires above 0.1/s), 3 more, prod',
    );
  });

  test('names the worst three first, each with its value and start, then impact and links', async () => {
    const text = (await writeField('email', 'text', 'HighErrorRate', 'firing')).split('\n');
    expect(text.slice(0, 6)).toEqual([
      'warning in prod: The API answers with errors (prod)',
      '/api/v1/signals: 0.32/s (fires above 0.1/s), since 02:17 UTC',
      '/api/v1/approvals: 0.18/s (fires above 0.1/s), since 02:16 UTC',
      '/api/v1/billing/checkout: 0.14/s (fires above 0.1/s), since 02:15 UTC',
      'and 1 more',
      '/api/v1/signals answers 0.32 server errors (5xx) a second, more than 0.1/s for 5 minutes. Some users see failures.',
    ]);
    const links: Record<string, string> = Object.fromEntries(
      text.flatMap((row) => [...row.matchAll(/^(\w+): (http\S+)$/g)].map(([, name = '', url = '']) => [name, url])),
    );
    expect(Object.keys(links)).toEqual(['Runbook', 'Panel', 'Acknowledge']);
    expect(links.Runbook).toMatch(/api-health\.md#higherrorrate$/);
    // From half an hour before 02:17.
    expect(links.Panel).toMatch(/\/d\/api-health-prod\?viewPanel=3&from=1772502420000&to=now$/);
    expect(links.Acknowledge).toMatch(
      /\/alerting\/silence\/new\?.*&matcher=alertname%3DHighErrorRate&matcher=environment%3Dprod$/,
    );
  });

  test('names the lowest first for an alert that fires below its limit', async () => {
    expect((await writeField('pagerduty', 'culprits', 'TargetFlapping', 'firing')).split('\n')).toEqual([
      'backend-1:8000: 25% (fires below 80%), since 02:17 UTC',
      'backend-2:8000: 44.44% (fires below 80%), since 02:16 UTC',
      'backend-3:8000: 57.14% (fires below 80%), since 02:15 UTC',
      'and 1 more',
    ]);
  });

  test('says when it is resolved, in the alert’s own sentence, what has recovered and how long it lasted', async () => {
    expect(await writeField('email', 'text', 'TargetPartlyDown', 'resolved')).toContain(
      '\nbackend-1:8000 answers again or is gone; it was silent for 39 minutes.\nRunbook: ',
    );
  });

  test.each([
    ['45s', '45 seconds'],
    ['59.8s', '1 minute'],
    ['1m29s', '1 minute'],
    ['12m', '12 minutes'],
    ['1h5m', '1 hour 5 minutes'],
    ['2h0m10s', '2 hours'],
    ['21h1m', '21 hours 1 minute'],
    ['50h', '50 hours'],
  ])('formats %s as a person does: %s', async (duration, words) => {
    const data = await notificationData('TargetDown', 'resolved');
    const units = { h: 3600, m: 60, s: 1 } as const;
    const seconds = [...duration.matchAll(/([\d.]+)([hms])/g)].reduce(
      (sum, [, count, unit]) => sum + Number(count) * units[unit as keyof typeof units],
      0,
    );
    const alerts = data.alerts.map((each) => ({
      ...each,
      endsAt: new Date(new Date(each.startsAt).getTime() + seconds * 1000).toISOString(),
    }));
    expect(await writeTemplate(fieldOf('email', 'text'), { ...data, alerts })).toContain(`none did for ${words}.\n`);
  });

  test('offers no acknowledgement after it is resolved, and the panel until a while after its end', async () => {
    const text = await writeField('email', 'text', 'HighErrorRate', 'resolved');
    expect(text).not.toContain('Acknowledge');
    expect(text).toMatch(/&from=1772502420000&to=1772507460000$/m);
  });
});
