/** The descriptions of the keys of a stack file. */
import { trading } from '../../../platform';
import { keysByGroup } from '../../../lib/settings/keys';

const all = [...keysByGroup(trading).values()].flat();

test('every key of a stack file has a description', () => {
  const silent = all.filter(({ field: { description = '' } }) => description.trim() === '');
  expect(silent.map(({ path }) => `${path}: says nothing; end its entry in config/ with .describe('...')`)).toEqual([]);
});

test.each([
  ['a value', 'target'],
  ['a value in a group', 'grafana.port'],
  ['a list of groups', 'prometheus.remoteWrite'],
  ['a value in a group in a list', 'prometheus.remoteWrite[0].basicAuth.password'],
  ['a value under a name that the user chooses', 'market.sessions.<name>.opens'],
  ['a value in lists under such a name', 'alerting.muteTimings.<name>[0].times[0].start'],
  ['a number of an alert', 'thresholds.<Alert>.above'],
])('%s is a key of a stack file: %s', (_what, path) => {
  expect(all.map((key) => key.path)).toContain(path);
});
