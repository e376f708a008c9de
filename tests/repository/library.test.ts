/** The library knows no platform: neither this one nor that of the example. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { webshop } from '../../examples/webshop/platform';
import { trading } from '../../platform';
import { eachPanel } from '../support/dashboards';

const ROOT = join(__dirname, '../..');
const sources = ['lib', 'components'].flatMap((room) =>
  readdirSync(join(ROOT, room), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.name.endsWith('.ts'))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name))),
);

/**
 * Words that only a platform's content may have. `trading-observability:` begins resource types, which never change.
 */
const words = [trading, webshop].flatMap(({ name, title, alerts, contract, dashboards, slos }) => [
  name,
  title,
  ...Object.keys(contract),
  ...Object.keys(alerts),
  ...Object.values(slos).map((slo) => slo.title),
  // A single word such as "Monitoring" may be used anywhere.
  ...Object.values(dashboards).flatMap((dashboard) => (dashboard.title.includes(' ') ? [dashboard.title] : [])),
]);
/** Titles of the panels that the library itself builds: of alerts and of error budgets. */
const isOfTheLibrary = (title: string) => title === 'Firing alerts' || /^(Budget|Burn rate): /.test(title);
const titles = eachPanel().flatMap(([, { title }]) => (isOfTheLibrary(title) || !title.includes(' ') ? [] : [title]));

test('no file of the library names a metric, an alert, a panel or a title of a platform', () => {
  const found = sources.flatMap((path) => {
    const text = readFileSync(join(ROOT, path), 'utf8').replaceAll('trading-observability:', '');
    return [...words, ...titles]
      .filter((word) => new RegExp(`(?<![\\w-])${word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w-])`).test(text))
      .map((word) => `${path}: ${word}`);
  });
  expect(found).toEqual([]);
});
