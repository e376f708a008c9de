/**
 * `npm run pictures [-- --hours N] [--width N] [--out DIR] [--grafana URL]`: takes pictures of every dashboard with a
 * day of simulated trading and an ongoing incident, in the light theme; of the overview in the dark theme too. Without
 * `--grafana` it starts this machine's Grafana; with it, it uses one that has the dashboards of stack `dev` already.
 * With `--base REV` it takes only the panels that differ from that revision: before and after, with the same data.
 */
import { trading } from '../platform';
import { dashboardUid } from '../lib/alerting/panel-refs';
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { compile } from '../lib/compile';
import { files } from '../lib/compile/files';
import { toSettings } from '../lib/settings/settings';
import { readStackFile } from '../lib/settings/stack-file';
import { findChrome, openBrowser, shootPanel, show, type PanelOnPage, type Theme } from './pictures/browser';
import { bothSides, changedViews } from './pictures/changed';
import { startDay } from './pictures/day';
import { PANELS, type DashboardName } from '../dashboards';
import { readBase } from './support/base-revision';
import { command, UsageError, type Options } from '../lib/servers/command-line';

const STACK = 'dev';
const themesOf = (name: DashboardName): readonly Theme[] => (name === 'overview' ? ['light', 'dark'] : ['light']);
const NAMES = (Object.keys(PANELS) as DashboardName[]).filter((name) => name !== 'infrastructure');
/** The time range of each dashboard; the servers' own metrics only exist since their start. */
const RANGES: Partial<Readonly<Record<DashboardName, string>>> = { monitoring: 'now-15m' };
const spec = {
  usage: 'npm run pictures -- [--hours N] [--width PIXELS] [--out DIR] [--grafana URL | --base REV]',
  options: { hours: 'string', width: 'string', out: 'string', grafana: 'string', base: 'string' },
} as const;

/** Maximum height of a picture in pixels, and maximum size in bytes. */
const HIGHEST = 2300;
const LARGEST = 200_000;
const QUALITIES = [80, 65, 50, 35];

/** The height at which a long page is cut: below the last panel that fits. */
function pageCuts(panels: readonly PanelOnPage[], height: number): [from: number, to: number][] {
  const found: [number, number][] = [];
  for (let from = 0; from < height;) {
    const end = from;
    const fitting = panels.map(({ bottom }) => Math.ceil(bottom) + 4).filter((at) => at > end && at <= end + HIGHEST);
    const to = height - from <= HIGHEST ? height : Math.max(...fitting);
    if (!Number.isFinite(to)) break;
    found.push([from, to]);
    from = to;
  }
  return found;
}

async function picture(page: Page, path: `${string}.webp`, width: number, [from, to]: [number, number]): Promise<void> {
  const clip = { x: 0, y: from, width, height: to - from };
  for (const quality of QUALITIES) {
    await page.screenshot({ path, type: 'webp', quality, clip, captureBeyondViewport: false });
    if (statSync(path).size < LARGEST) break;
  }
  console.log(`${path}\t${Math.round(statSync(path).size / 1000)} kB`);
}

async function takePictures(grafana: string, out: string, width: number): Promise<void> {
  const browser = await openBrowser(chromeHere());
  mkdirSync(out, { recursive: true });
  try {
    for (const name of NAMES)
      for (const theme of themesOf(name)) {
        const path = `${dashboardUid(name, STACK)}?from=${RANGES[name] ?? 'now-6h'}&to=now`;
        const { page, panels, complaints } = await show(browser, grafana, { path, theme, width });
        const parts = pageCuts(panels, page.viewport()?.height ?? 0);
        for (const [i, part] of parts.entries())
          await picture(
            page,
            join(out, `${name}-${theme}${i === 0 ? '' : `-${i + 1}`}.webp`) as `${string}.webp`,
            width,
            part,
          );
        await page.close();
        for (const text of complaints) console.log(`  ${text}`);
      }
  } finally {
    await browser.close();
  }
}

/** The dashboards of stack `dev` now and at a revision. */
async function drawChangedPanels(revision: string, out: string, hours: number): Promise<void> {
  const base = (await readBase(revision, STACK)).stacks.get(STACK)?.files ?? {};
  const now = files(compile(toSettings(trading, STACK, readStackFile(STACK))));
  const views = changedViews(base, now);
  if (views.length === 0) return console.log('no panel is drawn otherwise');
  const chrome = chromeHere();
  const day = await startDay(hours, { adapt: (dashboards) => ({ ...dashboards, ...bothSides(base, now) }) });
  try {
    if ('absent' in day.grafana) throw new UsageError(`no Grafana: ${day.grafana.absent}`);
    mkdirSync(out, { recursive: true });
    const browser = await openBrowser(chrome);
    try {
      for (const view of views) {
        const path = join(out, `${view.name}.png`) as `${string}.png`;
        await shootPanel(browser, day.grafana.url, view, path);
        console.log(path);
      }
    } finally {
      await browser.close();
    }
  } finally {
    await day.stop();
  }
}

function chromeHere(): string {
  const chrome = findChrome();
  if (chrome === undefined) throw new UsageError('no Chrome or Chromium on PATH; set CHROME to where it is');
  return chrome;
}

async function pictures(options: Options): Promise<void> {
  const width = Number(options.width ?? 1440);
  const out = String(options.out ?? 'docs/pictures');
  if (typeof options.base === 'string')
    return drawChangedPanels(options.base, String(options.out ?? 'build/pictures'), Number(options.hours ?? 6));
  if (typeof options.grafana === 'string') return takePictures(options.grafana, out, width);
  const day = await startDay(Number(options.hours ?? 24));
  try {
    if ('absent' in day.grafana) throw new UsageError(`no Grafana: ${day.grafana.absent}`);
    await day.alerting();
    await takePictures(day.grafana.url, out, width);
  } finally {
    await day.stop();
  }
}

if (require.main === module) void command(spec, pictures);
