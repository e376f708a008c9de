/** What has its source elsewhere is written by `npm run docs`, and nobody has edited it by hand since. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { documents } from '../../scripts/docs';

test('the written pages and tables are as npm run docs writes them', async () => {
  for (const [path, text] of Object.entries(await documents()))
    expect([path, readFileSync(join(__dirname, '../..', path), 'utf8')]).toEqual([path, text]);
});
