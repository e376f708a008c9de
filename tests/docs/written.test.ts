/** Generated docs are as `npm run docs` writes them, without edits by hand. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { documents } from '../../scripts/docs';

test('the generated pages and tables are as npm run docs writes them', async () => {
  for (const [path, text] of Object.entries(await documents()))
    expect([path, readFileSync(join(__dirname, '../..', path), 'utf8')]).toEqual([path, text]);
});
