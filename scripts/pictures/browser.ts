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
  /** Whether the title is longer than its room. */
  readonly cut: boolean;
  readonly error: boolean;
  readonly width: number;
  readonly height: number;
  /** Its lower edge on the page. */
  readonly bottom: number;
  /** The canvas of a graph, axes included; none for other panels. */
  readonly plot: { readonly width: number; readonly height: number } | undefined;
  /** What it says in the place of a graph. */
  readonly text: string;
}

export interface OpenDashboard {
  readonly page: Page;
  readonly panels: readonly PanelOnPage[];
  /** What the browser complained of. */
  readonly complaints: readonly string[];
}

const measurePanels = (page: Page): Promise<PanelOnPage[]> =>
  page.$$eval(PANELS, (sections) =>
    sections.map((section) => {
      const heading = section.querySelector('h2, [title]');
      const box = section.getBoundingClientRect();
      const canvas = section.querySelector('.uplot')?.getBoundingClientRect();
      return {
        title: heading?.textContent ?? '',
        cut: heading !== null && heading.scrollWidth > heading.clientWidth + 1,
        error: section.querySelector('[data-testid*="Panel status error"]') !== null,
        width: box.width,
        height: box.height,
        bottom: box.bottom,
        plot: canvas && { width: canvas.width, height: canvas.height },
        text: section.textContent ?? '',
      };
    }),
  );

/**
 * Opens a dashboard as high as it is, so that every panel is on the page, and waits until all have their data. It does not
 * refresh: a page that asks again and again is never done.
 */
export async function show(browser: Browser, grafana: string, { path, theme, width }: View): Promise<OpenDashboard> {
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.setViewport({ width, height: 1000 });
  const separator = path.includes('?') ? '&' : '?';
  await page.goto(`${grafana}/d/${path}${separator}theme=${theme}&refresh=&kiosk`, { waitUntil: 'domcontentloaded' });
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
