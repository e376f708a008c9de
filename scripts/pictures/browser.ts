/** Grafana's pages in the Chrome of this machine: opened whole, measured and shot. */
/// <reference lib="dom" />
import { existsSync } from 'node:fs';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { waitFor } from '../../lib/servers/processes';
import { findOnPath } from '../../lib/servers/on-path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

/** The Chrome that CHROME names or that is on PATH; none where there is none. */
export const findChrome = ({ CHROME: named = '', PATH: path = '' } = process.env): string | undefined =>
  existsSync(named) ? named : findOnPath(NAMES, path);

export const openBrowser = (chrome: string): Promise<Browser> =>
  puppeteer.launch({
    executablePath: chrome,
    // Who runs as root, as in a container, has no sandbox.
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    headless: true,
  });

export type Theme = 'light' | 'dark';

export interface View {
  /** A dashboard's UID, and what follows it: `?from=...`. */
  readonly path: string;
  readonly theme: Theme;
  /** Pixels. */
  readonly width: number;
  /** Grafana's menu: beside the page, or behind its button. Left out: no menu and no bars. */
  readonly menu?: 'docked' | 'undocked';
}

/** Takes a picture of one panel alone, once it has its data. */
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

/** What a page says of one panel. Lengths in pixels. */
export interface PanelOnPage {
  readonly title: string;
  /** Texts that are longer than their room, or reach out of what contains them. */
  readonly cutTexts: readonly string[];
  readonly error: boolean;
  readonly width: number;
  readonly height: number;
  /** Its lower edge on the page. */
  readonly bottom: number;
  /** The canvas of a graph, axes included; none for other panels. */
  readonly plot: { readonly width: number; readonly height: number } | undefined;
  /** Share (0..1) of the plot's height that the highest pixel of a line reaches; none where there is none, or no graph. */
  readonly reach: number | undefined;
  /** The numbers of the legend, as it writes them. */
  readonly legend: readonly string[];
  /** All that it says, and what it says in the place of a graph. */
  readonly text: string;
}

export interface OpenDashboard {
  readonly page: Page;
  readonly panels: readonly PanelOnPage[];
  /** What the browser complained of. */
  readonly complaints: readonly string[];
}

/** In a legend below a graph, and in one beside it. */
const LEGEND_NUMBERS = '[data-testid^="data-testid VizLegend series"] li, tr[class*=LegendRow] td + td';

const measurePanels = (page: Page): Promise<PanelOnPage[]> =>
  page.$$eval(
    PANELS,
    (sections, legendNumbers) => {
      /** Whether it is cut by itself or by what contains it, up to `limit`. What scrolls downwards is not cut there. */
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
      /** Lines are opaque; the grid, the areas below lines and the canvas itself are not. */
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
 * Opens a dashboard as high as it is, so that every panel is on the page, and waits until all have their data. It does not
 * refresh: a page that asks again and again is never done.
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
  // tsx wraps functions in this helper of its own, which a page lacks.
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
