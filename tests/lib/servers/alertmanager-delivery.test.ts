/** A test of a receiver is reported as accepted if that is certain, otherwise with the reason. */
import { judgeTest, readAlertmanager } from '../../../lib/servers/alertmanager-delivery';
import { startStandIn } from '../../support/stand-in-server';

const READABLE = { isReadable: true, reason: undefined };
const UNREADABLE = { isReadable: false, reason: undefined };
const NAMED = { isReadable: true, reason: 'chat not found' };

test.each([
  ['the test is accepted', [1, 1, 0], UNREADABLE, undefined],
  ['the test and another notification are accepted', [2, 2, 0], UNREADABLE, undefined],
  ['the log names the receiver', [2, 1, 1], NAMED, 'chat not found'],
  ['the log names another receiver', [2, 1, 1], READABLE, undefined],
  ['the first attempt failed', [1, 1, 0], NAMED, undefined],
  ['nothing began', [0, 0, 0], READABLE, 'nothing was sent within 15 s; a silence may match the test'],
  ['nobody answers', [1, 0, 0], READABLE, 'no answer within 15 s'],
  [
    'one of two does not answer',
    [2, 1, 0],
    READABLE,
    expect.stringMatching(/^not known: 2 notifications.*1 without an answer/),
  ],
  [
    'one of two failed and the log cannot be read',
    [2, 1, 1],
    UNREADABLE,
    expect.stringMatching(/^not known: 2 .*1 failed/),
  ],
  [
    'it failed and the log cannot be read',
    [1, 0, 1],
    UNREADABLE,
    expect.stringMatching(/^refused; .* says why, cannot be read$/),
  ],
  [
    'it failed and Alertmanager retries',
    [2, 0, 1],
    UNREADABLE,
    expect.stringMatching(/^refused; .* says why, cannot be read$/),
  ],
  ['the log does not say why', [1, 0, 1], READABLE, expect.stringMatching(/^refused; .* should say why, does not$/)],
] as const)('where %s', (_what, [begun, accepted, lost], log, problem) => {
  expect(judgeTest({ begun, accepted, lost }, 1, log, 15)).toEqual(problem);
});

test.each([
  ['alone', { status: 'disabled' }, 0],
  ['the first of three', { name: 'A', peers: [{ name: 'C' }, { name: 'A' }, { name: 'B' }] }, 0],
  ['the last of three', { name: 'C', peers: [{ name: 'C' }, { name: 'A' }, { name: 'B' }] }, 2],
])('an Alertmanager that is %s waits for those before it', async (_what, cluster, position) => {
  const body = JSON.stringify({ cluster, config: { original: 'route: {}' } });
  const standIn = await startStandIn(() => ({ status: 200, body }));
  try {
    expect(await readAlertmanager({ name: 'Alertmanager', url: standIn.url })).toMatchObject({ position });
  } finally {
    await standIn.close();
  }
});
