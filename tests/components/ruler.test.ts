/** One rule group on a ruler, over real HTTP: its error messages, and when an update changes it. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  AUTHORIZATION,
  CREDENTIAL_VARIABLE,
  rulerGroup,
  USERNAME,
  type RulerGroup,
} from '../../components/external/ruler-api';
import { startRuler, type Ruler } from '../support/ruler';

const SECRET = 'Bearer a-token-that-must-not-leak';
const VARIABLE = 'RULER_TEST_CREDENTIAL';
let mimir: Ruler;
/** Configures the provider as the engine does before its first request. */
const configureWith = (config: Readonly<Record<string, string>>) =>
  rulerGroup.configure?.({ config: { get: (key: string) => config[key] } as never });
const configure = (authorization: string) => configureWith({ [AUTHORIZATION]: authorization });
beforeEach(async () => {
  mimir = await startRuler(SECRET);
  await configure(SECRET);
});
afterEach(async () => {
  delete process.env[VARIABLE];
  await mimir.close();
});

const group = (more: Partial<RulerGroup> = {}): RulerGroup => ({
  url: mimir.url,
  namespace: 'trading-prod',
  group: { name: 'api_health', interval: '15s', rules: [{ alert: 'Up', expr: 'up == 0', for: '90s' }] },
  ...more,
});

/** The error message if the group cannot be loaded. */
async function refusal(to: RulerGroup): Promise<string> {
  const error = await rulerGroup.create(to).then(
    () => new Error('the group was loaded'),
    (caught: Error) => caught,
  );
  expect(error.stack).toBe('');
  expect(error.message).not.toContain('a-token');
  return error.message;
}

test('the error about wrong credentials names the settings to check', async () => {
  await configure('Bearer wrong');
  expect(await refusal(group())).toBe(
    `The ruler at ${mimir.url} answered 401: it refuses the credentials; see basicAuth, bearerToken, bearerTokenVariable and tenant of external.ruler. It said: no org id`,
  );
});

test('the error about a wrong path in the address says so', async () => {
  const url = `${mimir.url}/prometheus`;
  expect(await refusal(group({ url }))).toBe(
    `The ruler at ${url} answered 404: it has no ruler API there; external.ruler.url is the address without a path, and Mimir needs -ruler.enable-api. It said: 404 page not found`,
  );
});

test('the error about an unreachable server has its address', async () => {
  const closedRuler = await startRuler(SECRET);
  await closedRuler.close();
  expect(await refusal(group({ url: closedRuler.url }))).toBe(
    `The ruler does not answer at ${closedRuler.url} (ECONNREFUSED); see external.ruler.url.`,
  );
});

test('the error has what the ruler says about a rule', async () => {
  const wrong = { name: 'api_health', interval: '15s', rules: [{ alert: 'Up' }] };
  expect(await refusal(group({ group: wrong }))).toMatch(
    /answered 400: it does not take the rule group\. It said: unable to decode rule group$/,
  );
});

test('a redirect does not get the credentials', async () => {
  const server = createServer((_request, response) => response.writeHead(302, { location: mimir.url }).end());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  expect(await refusal(group({ url }))).toContain('answered 302');
  server.closeAllConnections();
  server.close();
  expect(mimir.requests()).toEqual([]);
});

/** The state of a group that has just been loaded. */
const loadGroup = async (to = group()) => (await rulerGroup.create(to)).outs as Required<RulerGroup>;
/** Whether the next update changes the group after a refresh has read this state. */
async function updateChangesGroup(state: Required<RulerGroup>, now = group()): Promise<boolean | undefined> {
  const { props } = (await rulerGroup.read?.('trading-prod/api_health', state as never)) ?? {};
  return (await rulerGroup.diff?.('trading-prod/api_health', props as never, now))?.changes;
}

test('another spelling of a duration is no change', async () => {
  const state = await loadGroup();
  expect(JSON.stringify([...mimir.groups.values()])).toContain('1m30s');
  expect(await updateChangesGroup(state)).toBe(false);
});

test('a group that somebody changed is loaded again, also if the update comes after a second refresh', async () => {
  const state = await loadGroup();
  mimir.groups.set('trading-prod/api_health', { name: 'api_health', rules: [] });
  expect(await updateChangesGroup(state)).toBe(true);
  const once = await rulerGroup.read?.('trading-prod/api_health', state as never);
  expect(await updateChangesGroup(once?.props as never)).toBe(true);
});

test('a deleted group has no id', async () => {
  const state = await loadGroup();
  mimir.groups.clear();
  expect((await rulerGroup.read?.('trading-prod/api_health', state as never))?.id).toBeUndefined();
});

test('deleting a group that does not exist is no error', async () => {
  const state = await loadGroup();
  mimir.groups.clear();
  await expect(rulerGroup.delete?.('trading-prod/api_health', state as never)).resolves.toBeUndefined();
});

test.each<[string, Partial<RulerGroup>, string[]]>([
  ['another rule', { group: { name: 'api_health', interval: '15s', rules: [] } }, []],
  ['another namespace', { namespace: 'trading-dev' }, ['namespace']],
  ['another tenant', { tenant: 'other' }, ['tenant']],
  ['another name', { group: { name: 'other', interval: '15s', rules: [] } }, ['group']],
])('%s is a change, of the group in its place or of its place', async (_case, more, replaces) => {
  const state = await loadGroup();
  expect(await rulerGroup.diff?.('', state as never, group(more))).toEqual({ changes: true, replaces });
});

test.each(['another version', undefined])(
  'a group that %s loaded is loaded again, so that its state has the functions of this version and no credentials',
  async (stateVersion) => {
    const former = { ...(await loadGroup()), authorization: SECRET, stateVersion };
    expect(await rulerGroup.diff?.('', former as never, group())).toEqual({ changes: true, replaces: [] });
    const { outs } = (await rulerGroup.update?.('', former as never, group())) ?? {};
    expect(JSON.stringify(outs)).not.toContain(SECRET);
    expect(await rulerGroup.diff?.('', outs as never, group())).toEqual({ changes: false, replaces: [] });
  },
);

describe('a credential in an environment variable', () => {
  test.each<[string, Readonly<Record<string, string>>, string]>([
    ['a bearer token', {}, 'Bearer from-the-environment'],
    [
      'the password of a user',
      { [USERNAME]: '123' },
      `Basic ${Buffer.from('123:from-the-environment').toString('base64')}`,
    ],
  ])('is %s, without white space around it', async (_case, config, header) => {
    await mimir.close();
    mimir = await startRuler(header);
    await configureWith({ [CREDENTIAL_VARIABLE]: VARIABLE, ...config });
    process.env[VARIABLE] = 'from-the-environment\n';
    await loadGroup();
    expect([...mimir.groups.keys()]).toEqual(['trading-prod/api_health']);
  });

  test.each([undefined, ' '])('is missed in one sentence where the variable is %j', async (value) => {
    await configureWith({ [CREDENTIAL_VARIABLE]: VARIABLE });
    if (value !== undefined) process.env[VARIABLE] = value;
    expect(await refusal(group())).toBe(
      `The environment variable ${VARIABLE} is not set, and external.ruler takes its credential from it; set it where pulumi or make runs.`,
    );
    expect(mimir.requests()).toEqual([]);
  });

  test('is not printed where no header may have it', async () => {
    await configureWith({ [CREDENTIAL_VARIABLE]: VARIABLE });
    process.env[VARIABLE] = 'a-token\nof-two-lines';
    expect(await refusal(group())).toBe(
      "The ruler's credential has a line break or another character that no header may have.",
    );
  });
});
