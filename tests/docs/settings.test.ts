/** The reference of the settings, compared with the schema. */
import { trading } from '../../platform';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { keysByGroup } from '../../lib/settings/keys';
import { expandBraces } from '../support/markdown';

const page = readFileSync(join(__dirname, '../../docs/settings.md'), 'utf8');

test("the reference has each key of a stack file once, except a team's routes, which take what alerting.routes takes", () => {
  const tables = page.replace(/^### Receivers[\s\S]*?^## /m, '## ');
  const rows = [...tables.matchAll(/^\| `(\S+?)`\s*\|/gm)].flatMap(([, path = '']) => expandBraces(path));
  const all = [...keysByGroup(trading).values()].flatMap((each) => each.map(({ path }) => path));
  const isOfTeam = (path: string) => path.startsWith('alerting.teams.<name>.routes.');
  const ofTeams = all.filter(isOfTeam).map((path) => path.replace('alerting.teams.<name>.', 'alerting.'));
  expect(rows.toSorted()).toEqual(all.filter((path) => !isOfTeam(path)).toSorted());
  expect(all).toEqual(expect.arrayContaining(ofTeams));
  expect(ofTeams.length).toBeGreaterThan(0);
});
