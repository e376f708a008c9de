/**
 * The dashboards as a person's browser shows them, on a Grafana with a simulated hour that ends in an incident. Runs where
 * GRAFANA_HOME names a Grafana with its pages and CHROME, or PATH, has a Chrome.
 */
import type { Browser } from 'puppeteer-core';
import { findChrome, openBrowser, show, type Theme } from '../../scripts/pictures/browser';
import { startDay, type Day } from '../../scripts/pictures/day';
import { dashboards, type DashboardJson } from '../../lib/dashboards';
import type { DashboardName } from '../../dashboards';
import { contentPanels } from '../support/dashboards';

const chrome = findChrome();

if (process.env.GRAFANA_HOME === undefined || chrome === undefined) {
  test.todo(
    'the dashboards in a browser: needs GRAFANA_HOME (a Grafana with its pages) and a Chrome (CHROME or on PATH)',
  );
} else {
  const NAMES = ['overview', 'api-health', 'business-kpis', 'monitoring'] as const satisfies readonly DashboardName[];
  const VIEWS: readonly (readonly [width: number, theme: Theme])[] = [
    [1280, 'dark'],
    [1440, 'light'],
    [1920, 'dark'],
  ];
  /** Pixels of a panel's title. */
  const HEADING = 40;
  const PHONE = 390;

  let day: Day;
  let browser: Browser;
  let boards: Partial<Record<DashboardName, DashboardJson>>;
  beforeAll(async () => {
    day = await startDay(1);
    boards = dashboards(day.content.dashboardContext);
    browser = await openBrowser(chrome);
    await day.alerting();
  }, 900_000);
  afterAll(async () => {
    await browser?.close();
    await day?.stop();
  });

  const open = async (name: DashboardName, width: number, theme: Theme) => {
    if ('absent' in day.grafana) throw new Error(day.grafana.absent);
    const board = boards[name];
    if (board === undefined) throw new Error(`no dashboard ${name}`);
    const { url } = day.grafana;
    return { board, ...(await show(browser, url, { path: `${board.uid}?from=now-1h&to=now`, width, theme })) };
  };

  describe.each(NAMES)('%s', (name) => {
    test.each(VIEWS)(
      'is whole and without an error at %i pixels, %s',
      async (width, theme) => {
        const { board, page, panels, complaints } = await open(name, width, theme);
        await page.close();
        const content = contentPanels(board);
        expect(panels.map(({ title }) => title).sort()).toEqual(content.map(({ title }) => title).sort());
        expect(complaints).toEqual([]);
        expect(panels.filter(({ error, cut }) => error || cut)).toEqual([]);
        const graphs = content.filter(({ type }) => type === 'timeseries').map(({ title }) => title);
        for (const { title, plot, width: panelWidth, height } of panels.filter((panel) =>
          graphs.includes(panel.title),
        )) {
          // A graph without data says so instead.
          if (plot === undefined) continue;
          expect([title, plot.width / panelWidth >= 2 / 3, plot.height / (height - HEADING) >= 2 / 3]).toEqual([
            title,
            true,
            true,
          ]);
        }
      },
      180_000,
    );

    test('fits a phone', async () => {
      const { page, complaints } = await open(name, PHONE, 'light');
      const wide = await page.evaluate('document.documentElement.scrollWidth');
      await page.close();
      expect(complaints).toEqual([]);
      expect(wide).toBeLessThanOrEqual(PHONE);
    }, 180_000);
  });
}
