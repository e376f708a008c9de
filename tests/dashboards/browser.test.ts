/**
 * The dashboards in a browser, on servers of several ages, on an ordinary day and in an incident. Runs where
 * GRAFANA_HOME names a Grafana with its pages and CHROME, or PATH, has a Chrome.
 */
import type { Browser } from 'puppeteer-core';
import { findChrome, openBrowser, show, type PanelOnPage, type View } from '../../scripts/pictures/browser';
import { ERROR_STORM, startDay, type Day } from '../../scripts/pictures/day';
import { dashboards, type DashboardJson, type PanelJson } from '../../lib/dashboards';
import type { DashboardName } from '../../dashboards';
import { contentPanels } from '../support/dashboards';
import { removeMarks } from '../support/marks';

const chrome = findChrome();

const NAMES = ['overview', 'api-health', 'business-kpis', 'monitoring'] as const satisfies readonly DashboardName[];
const AGES = [
  ['2 minutes', 2 / 60],
  ['20 minutes', 1 / 3],
  ['a day', 24],
] as const;
const SERVERS = AGES.flatMap(([age, hours]) => [
  { age, hours, mood: 'quiet', incidents: [] },
  { age, hours, mood: 'in an incident', incidents: [ERROR_STORM] },
]);
const MENUS = ['docked', 'undocked'] as const;

/** Texts of panels without data. These servers measure everything; only failures may be absent. */
const EMPTY = /Nothing to measure(?!: no (route|replica) has failed)|Not known|Does not exist yet|No data/;
/** How a legend shows a burn rate that the axis cannot draw. */
const LEAST_BURN = '≤ 0.01';
/** Height of a panel's title in pixels. */
const HEADING = 40;
const PHONE = 390;

const hasValues = ({ legend }: PanelOnPage): boolean =>
  legend.some((number) => /[1-9]/.test(number.replace(LEAST_BURN, '')));

/** The mistakes of a panel, in words; empty if there are none. */
function faultsOf(panel: PanelOnPage): string[] {
  const { title, cutTexts, error, text, plot, reach, width, height } = panel;
  const faults = cutTexts.map((cut) => `"${cut}" is cut`);
  if (error) faults.push('shows an error');
  const [empty] = EMPTY.exec(text) ?? [];
  if (empty !== undefined) faults.push(`says "${empty}"`);
  if (plot !== undefined && (plot.width / width < 1 / 2 || plot.height / (height - HEADING) < 1 / 2))
    faults.push('has a small graph');
  if (plot !== undefined && hasValues(panel) && (reach ?? 0) < 0.1) faults.push('has its data on the floor');
  return faults.map((fault) => `${title}: ${fault}`);
}

if (process.env.GRAFANA_HOME === undefined || chrome === undefined) {
  test.todo(
    'the dashboards in a browser: needs GRAFANA_HOME (a Grafana with its pages) and a Chrome (CHROME or on PATH)',
  );
} else {
  describe.each(SERVERS)('a server that is $age old, $mood', ({ hours, incidents }) => {
    let day: Day;
    let browser: Browser;
    let boards: Partial<Record<DashboardName, DashboardJson>>;
    beforeAll(async () => {
      day = await startDay(hours, { incidents, adapt: removeMarks });
      boards = dashboards(day.content.dashboardContext);
      browser = await openBrowser(chrome);
      await day.evaluating();
      if (incidents.length > 0) await day.alerting();
    }, 900_000);
    afterAll(async () => {
      await browser?.close();
      await day?.stop();
    });

    const contentsOf = (name: DashboardName): PanelJson[] => {
      const board = boards[name];
      if (board === undefined) throw new Error(`no dashboard ${name}`);
      return contentPanels(board);
    };
    const open = async (name: DashboardName, view: Omit<View, 'path'>) => {
      if ('absent' in day.grafana) throw new Error(day.grafana.absent);
      return show(browser, day.grafana.url, { path: `${name}-dev`, ...view });
    };

    describe.each(NAMES)('%s', (name) => {
      test.each(MENUS)(
        'has every panel, with the expected values and no text cut, the menu %s',
        async (menu) => {
          const { page, panels, complaints } = await open(name, { width: 1440, theme: 'dark', menu });
          await page.close();
          const titles = contentsOf(name).map(({ title }) => title);
          expect(panels.map(({ title }) => title).sort()).toEqual(titles.sort());
          expect(complaints).toEqual([]);
          expect(panels.flatMap(faultsOf)).toEqual([]);
        },
        180_000,
      );

      test('fits a phone', async () => {
        const { page, complaints } = await open(name, { width: PHONE, theme: 'light' });
        const wide = await page.evaluate('document.documentElement.scrollWidth');
        await page.close();
        expect(complaints).toEqual([]);
        expect(wide).toBeLessThanOrEqual(PHONE);
      }, 180_000);
    });
  });
}
