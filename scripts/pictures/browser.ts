/** Opens Grafana's pages in this machine's Chrome in full height, measures them and takes pictures. */
/// <reference lib="dom" />
import { existsSync } from 'node:fs';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { waitFor } from '../../lib/servers/processes';
import { findOnPath } from '../../lib/servers/on-path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

/** The Chrome that CHROME names or that is on PATH; undefined if there is none. */
export const findChrome = ({ CHROME: named = '', PATH: path = '' } = process.env): string | undefined =>
  existsSync(named) ? named : findOnPath(NAMES, path);

export const openBrowser = (chrome: string): Promise<Browser> =>
  puppeteer.launch({
    executablePath: chrome,
    // Chrome's sandbox does not work for root, as in a container.
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    headless: true,
  });

export type Theme = 'light' | 'dark';

export interface View {
  /** A dashboard's UID with the query of its URL: `?from=...`. */
  readonly path: string;
  readonly theme: Theme;
  /** Pixels. */
  readonly width: number;
  /** Grafana's menu: docked next to the page, or behind its button. Left out: no menu and no toolbars. */
  readonly menu?: 'docked' | 'undocked';
}

/** Takes a picture of a single panel, when its data has arrived. */
export async function shootPanel(
  browser: Browser,
  grafana: string,
  { uid, id }: { readonly uid: string; readonly id: number },
  path: `${string}.png`,
): Promise<void> {
  const page = await browser.newPage();
  try {
    await page.setViewport(PANEL);
    const query = new URLSearchParams({
      panelId: `panel-${id}`,
      from: 'now-6h',
      to: 'now',
      theme: 'light',
      hideLogo: 'true',
    });
    await page.goto(`${grafana}/d-solo/${uid}?${query.toString()}`, { waitUntil: 'domcontentloaded' });
    await page.waitForSelector(PANELS, { timeout: 60_000 });
    await page.waitForNetworkIdle({ idleTime: 1000, timeout: 60_000, concurrency: 0 }).catch(() => undefined);
    await page.screenshot({ path });
  } finally {
    await page.close();
  }
}
/** Pixels. */
const PANEL = { width: 1000, height: 420 };
const PANELS = 'section[data-testid^="data-testid Panel header"]';

/** Measurements of one panel. Lengths in pixels. */
export interface PanelOnPage {
  readonly title: string;
  /** Texts that do not fit their space, or reach out of their container. */
  readonly cutTexts: readonly string[];
  readonly error: boolean;
  readonly width: number;
  readonly height: number;
  /** The position of its lower edge on the page. */
  readonly bottom: number;
  /** The canvas of a graph, axes included; undefined for other panels. */
  readonly plot: { readonly width: number; readonly height: number } | undefined;
  /**
   * Share (0..1) of the plot's height that the highest pixel of a line reaches; undefined without a line or a graph.
   */
  readonly reach: number | undefined;
  /** The numbers in the legend, as text. */
  readonly legend: readonly string[];
  /** All its texts, and the text shown instead of a graph. */
  readonly text: string;
}

export interface OpenDashboard {
  readonly page: Page;
  readonly panels: readonly PanelOnPage[];
  /** Errors in the browser's log. */
  readonly complaints: readonly string[];
}

/** Values in a legend below a graph, and in one next to it. */
const LEGEND_NUMBERS = '[data-testid^="data-testid VizLegend series"] li, tr[class*=LegendRow] td + td';

const measurePanels = (page: Page): Promise<PanelOnPage[]> =>
  page.$$eval(
    PANELS,
    (sections, legendNumbers) => {
      /** Whether the text is cut by its own box or by a container, up to `limit`. Vertical scrolling is not a cut. */
      const isCut = (element: Element, limit: Element): boolean => {
        const text = element.getBoundingClientRect();
        if (text.width === 0 || text.height === 0) return false;
        const { overflowX } = getComputedStyle(element);
        if (overflowX !== 'visible' && element.scrollWidth > element.clientWidth + 1) return true;
        for (let outer = element.parentElement; outer !== null && limit.contains(outer); outer = outer.parentElement) {
          const style = getComputedStyle(outer);
          if (style.overflowX === 'visible') continue;
          const box = outer.getBoundingClientRect();
          if (text.right > box.right + 1 || text.left < box.left - 1) return true;
          if (style.overflowY === 'hidden' && (text.bottom > box.bottom + 1 || text.top < box.top - 1)) return true;
          if (style.overflowY !== 'hidden') break;
        }
        return false;
      };
      /** Lines are opaque; the grid, the areas below lines and the background are not. */
      const OPAQUE = 120;
      const reachOf = (graph: Element): number | undefined => {
        const canvas = graph.querySelector('canvas');
        const plot = graph.querySelector('.u-over')?.getBoundingClientRect();
        const pen = canvas?.getContext('2d');
        if (!canvas || !plot || !pen) return undefined;
        const box = canvas.getBoundingClientRect();
        const scale = canvas.width / box.width;
        const [left, top] = [Math.ceil((plot.left - box.left) * scale), Math.ceil((plot.top - box.top) * scale)];
        const [width, height] = [Math.floor(plot.width * scale), Math.floor(plot.height * scale)];
        const { data } = pen.getImageData(left, top, width, height);
        for (let i = 3; i < data.length; i += 4)
          if ((data[i] ?? 0) > OPAQUE) return 1 - Math.floor(i / 4 / width) / height;
        return undefined;
      };
      return sections.map((section) => {
        const heading = section.querySelector('h2, [title]');
        const box = section.getBoundingClientRect();
        const graph = section.querySelector('.uplot');
        const canvas = graph?.getBoundingClientRect();
        const leaves = Array.from(section.querySelectorAll('*')).filter(
          (element) =>
            element.children.length === 0 && element.textContent.trim() !== '' && element.closest('.sr-only') === null,
        );
        return {
          title: heading?.textContent ?? '',
          cutTexts: leaves.filter((leaf) => isCut(leaf, section)).map(({ textContent }) => textContent),
          error: section.querySelector('[data-testid*="Panel status error"]') !== null,
          width: box.width,
          height: box.height,
          bottom: box.bottom,
          plot: canvas && { width: canvas.width, height: canvas.height },
          reach: graph === null ? undefined : reachOf(graph),
          legend: Array.from(section.querySelectorAll(legendNumbers)).map((entry) => entry.textContent),
          text: section.textContent ?? '',
        };
      });
    },
    LEGEND_NUMBERS,
  );

/**
 * Opens a dashboard in its full height, so that every panel is rendered, and waits until all have their data. It does
 * not refresh, because a page that queries again and again never becomes idle.
 */
export async function show(
  browser: Browser,
  grafana: string,
  { path, theme, width, menu }: View,
): Promise<OpenDashboard> {
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.setViewport({ width, height: 1000 });
  // tsx adds calls of its own helper to functions; the page does not have that helper.
  await page.evaluateOnNewDocument('var __name = (target) => target');
  await page.evaluateOnNewDocument(
    (docked) => localStorage.setItem('grafana.navigation.docked', docked),
    String(menu === 'docked'),
  );
  const separator = path.includes('?') ? '&' : '?';
  await page.goto(`${grafana}/d/${path}${separator}theme=${theme}&refresh=${menu === undefined ? '&kiosk' : ''}`, {
    waitUntil: 'domcontentloaded',
  });
  await page.waitForSelector(PANELS, { timeout: 60_000 });
  const height = await page.$eval('.react-grid-layout', (grid) => Math.ceil(grid.getBoundingClientRect().bottom) + 40);
  await page.setViewport({ width, height: Math.max(height, 600) });
  await page.waitForNetworkIdle({ idleTime: 1500, timeout: 60_000, concurrency: 0 }).catch(() => undefined);
  const panels = await waitFor('the panels', async () => {
    const busy = await page.$('[aria-label="Panel loading bar"]');
    return busy === null ? await measurePanels(page) : undefined;
  });
  return { page, panels, complaints };
}
