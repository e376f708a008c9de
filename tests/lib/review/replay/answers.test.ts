/** What a server answers besides or instead of samples is shown to the user. */
import { trading } from '../../../../platform';
import { Secret } from '../../../../lib/settings/secret';
import { toSettings } from '../../../../lib/settings/settings';
import { compile } from '../../../../lib/compile';
import { files } from '../../../../lib/compile/files';
import { historyOf } from '../../../../scripts/replay/change';
import { replayAlerts, tryNumbers } from '../../../../scripts/replay/tables';
import { history } from '../../../../lib/servers/prometheus-history';
import { readServerAddress } from '../../../../lib/servers/server-address';
import {
  answerEmpty,
  answerPost,
  breakOff,
  redirect,
  withAnswers,
  type AnswerHandler,
} from '../../../support/history-server';

const dev = toSettings(trading, 'dev', {});
const WARNING = 'store 10.0.0.9:10901 is unavailable';
const attempt = (url: string, more: { tenant?: string; range?: string } = {}) =>
  tryNumbers('dev', {}, { url, range: '1h', ...more }, 'HighAPILatency.above=1');
const always = answerPost(() => true);
const queryServer = (url: string, access = {}) => history(url, access).moment('the test', 'up', 0);

test('an answer that breaks off is reported with its size', () =>
  withAnswers({ cut: breakOff }, async (url) => {
    await expect(attempt(url('cut'))).rejects.toThrow(
      `${url('cut')}: the first scrape: the server broke off its answer after 15 bytes`,
    );
  }));

test('a server that does not answer is reported with the timeout', () =>
  withAnswers({ stall: () => undefined }, async (url) => {
    await expect(queryServer(url('stall'), { patience: 50 })).rejects.toThrow(
      'no whole answer within 0.05 s (0 bytes came)',
    );
  }));

test('warnings of a partial answer come before the numbers', () =>
  withAnswers(
    { partial: answerPost(() => true, { warnings: [WARNING], infos: ['PromQL info: metric might not be a counter'] }) },
    async (url) => {
      const { gaps, rows } = await attempt(url('partial'));
      expect(rows).toEqual([['1', 'never', '']]);
      expect(gaps).toEqual([
        expect.stringContaining(`The server warns, so numbers may be too low: ${WARNING} (about `),
      ]);
    },
  ));

test('a partial answer without the platform reports both', () =>
  withAnswers({ partial: answerEmpty({ warnings: [WARNING] }) }, async (url) => {
    await expect(attempt(url('partial'))).rejects.toThrow(
      new RegExp(`nothing of the platform is in this history: backend.selector.job=backend-api.*${WARNING}`),
    );
  }));

test.each([301, 302, 307, 308])('a redirect with status %d to the same server is followed by POST', (status) =>
  withAnswers({ moved: redirect(status, (path) => path.replace('moved', 'api')), api: always }, async (url) => {
    expect((await attempt(url('moved'))).gaps).toEqual([]);
  }),
);

test('a redirect to another server is reported, and no request is sent there', () =>
  withAnswers({ moved: redirect(301, () => 'https://u:p@elsewhere.example/prom?x=1') }, async (url) => {
    await expect(queryServer(url('moved'))).rejects.toThrow(
      'moved to https://elsewhere.example/prom: use that address',
    );
  }));

test('a redirect loop ends', () =>
  withAnswers({ circle: redirect(302, (path) => path) }, async (url) => {
    await expect(queryServer(url('circle'))).rejects.toThrow('more than 5 redirects');
  }));

/** A server like Mimir: it answers only with a tenant or a token. */
const tenants: AnswerHandler = (request, response, body) => {
  const { authorization, 'x-scope-orgid': tenant } = request.headers;
  if (tenant === 'desk' || authorization === 'Bearer token') return always(request, response, body);
  response.writeHead(401, { 'content-type': 'text/plain' }).end('no org id\n');
};

test('the text of a refusal is shown, and a tenant or a token is sent', () =>
  withAnswers({ tenants }, async (url) => {
    await expect(queryServer(url('tenants'))).rejects.toThrow(
      'answers with 401 Unauthorized: no org id; name the tenant with --tenant',
    );
    expect((await attempt(url('tenants'), { tenant: 'desk' })).rows).toHaveLength(1);
    await expect(queryServer(url('tenants'), { token: 'token' })).resolves.toEqual([]);
    await expect(queryServer(url('nowhere'))).rejects.toThrow('answers with 404 Not Found: no such page');
  }));

/** A stack whose latency threshold is doubled, as a diff passes it on. */
function doubledThreshold() {
  const render = (above: number) =>
    files(compile(toSettings(trading, 'dev', { thresholds: { HighAPILatency: { above } } })));
  return {
    stack: 'dev',
    before: render(1),
    after: render(2),
    settings: dev,
  };
}

test('a diff sends the tenant of the stack', () =>
  withAnswers({ tenants }, async (url) => {
    const run = historyOf({ url: url('tenants'), range: '1h' });
    await expect(run([doubledThreshold()])).rejects.toThrow('no org id');
    const prometheus = { url: url('tenants'), tenant: 'desk' };
    const grafana = { url: 'https://grafana.example', token: new Secret('token') };
    const external = { grafana, prometheus, evaluatesRules: false, ruler: undefined, folder: undefined };
    const settings = { ...dev, external };
    expect(await run([{ ...doubledThreshold(), settings }])).toContain(
      '## dev: how often it would have fired\n\n- HighAPILatency',
    );
  }));

test('a short history is reported with its length and its beginning', async () => {
  const begin = Math.floor(Date.now() / 1000) - 600;
  await withAnswers({ young: answerPost((at) => at >= begin) }, async (url) => {
    for (const range of ['7d', '4000d']) {
      const result = await attempt(url('young'), { range });
      expect(result.range).toMatch(/^10 min \(the history begins \d{4}-\d\d-\d\d \d\d:\d\d UTC\)$/);
      expect(result.gaps).toEqual([`Only ${result.range} of the ${range} that were asked for could be seen.`]);
      expect(result.head[1]).toBe(`fires in ${result.range}`);
    }
  });
});

test('a server without series of the platform is an error, and a diff says so instead of numbers', () =>
  withAnswers({ other: answerEmpty() }, async (url) => {
    await expect(replayAlerts(dev, { url: url('other'), range: '1h' })).rejects.toThrow(
      'nothing of the platform is in this history: backend.selector.job=backend-api',
    );
    expect(await historyOf({ url: url('other'), range: '1h' })([doubledThreshold()])).toMatch(
      /^## dev: how often it would have fired is not known\n\nNot known: nothing of the platform/,
    );
  }));

test('a port that browsers refuse gets the request', () =>
  withAnswers({ api: always }, async (url) => expect(await queryServer(url('api'))).toEqual([]), 10080));

test.each([
  ['http://me:pa%ss@host/metrics', 'me:pa%ss'],
  ['http://me:pa%20ss@host/metrics', 'me:pa ss'],
  ['http://me@host/metrics', 'me:'],
])('%s logs in as %s', (address, login) => {
  expect(readServerAddress('url', address)).toEqual({
    url: 'http://host/metrics',
    authorization: `Basic ${Buffer.from(login).toString('base64')}`,
  });
});

test('a password with a slash must be percent-encoded, and is not printed', () => {
  expect(() => readServerAddress('replay', 'http://123:glc_a/b=@host')).toThrow(
    '--replay is not an http or https address; in a name or a password, write / as %2F',
  );
});
