/** No command shows a person a stack trace. */
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { z } from 'zod';
import { command } from '../../lib/servers/command-line';
import { describeError } from '../../lib/servers/error-sentence';
import { TYPESCRIPT } from '../support/shell';

const ROOT = join(__dirname, '../..');

/** The error that `work` throws. */
function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('no error was thrown');
}

const CASES: readonly (readonly [string, () => unknown, string | RegExp])[] = [
  ['a ZodError', () => z.object({ a: z.object({ b: z.number() }) }).parse({ a: { b: 'x' } }), /^a\.b: .*number/],
  ['a URIError', () => decodeURIComponent('pa%ss'), 'URI malformed'],
  [
    'what fetch throws',
    () => {
      throw new TypeError('terminated', { cause: new Error('other side closed') });
    },
    'other side closed',
  ],
  [
    'a file that is not there',
    () => readFileSync('/nowhere/x.json'),
    '/nowhere/x.json: there is no such file or folder',
  ],
  [
    'a folder in the place of a file',
    () => {
      throw Object.assign(new Error('EISDIR: illegal operation'), { code: 'EISDIR', path: '/x' });
    },
    '/x: is a folder, not a file',
  ],
  [
    'a file of another user',
    () => {
      throw Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES', path: '/x' });
    },
    '/x: this user may not open it',
  ],
  ['text that is not JSON', () => void JSON.parse('{'), /JSON/],
  ['text that is not YAML', () => load('a: [1'), /unexpected end of the stream/],
  [
    'a server on neither address',
    () => {
      throw new AggregateError([
        new Error('connect ECONNREFUSED ::1:9090'),
        new Error('connect ECONNREFUSED 127.0.0.1:9090'),
      ]);
    },
    'connect ECONNREFUSED ::1:9090; connect ECONNREFUSED 127.0.0.1:9090',
  ],
  [
    'an error without a message',
    () => {
      throw Object.assign(new Error(''), { code: 'ECONNREFUSED' });
    },
    'ECONNREFUSED',
  ],
];

test.each(CASES)('%s is reported in one sentence', (_name, work, sentence) => {
  expect(describeError(thrownBy(work))).toMatch(sentence);
});

test('a thrown value that is not an error is reported in one sentence too', () => {
  expect(describeError('no')).toBe('no');
  expect(describeError(undefined)).toBe('nothing was said');
});

describe('a command that meets an exception', () => {
  const options = { replay: 'string', stack: 'string' } as const;
  const printed: string[] = [];
  beforeEach(() => {
    printed.length = 0;
    jest
      .spyOn(console, 'error')
      .mockImplementation(
        (text: unknown) => void printed.push(text instanceof Error ? String(text.stack) : String(text)),
      );
  });
  afterEach(() => {
    jest.restoreAllMocks();
    delete process.env.DEBUG;
    process.exitCode = 0;
  });
  const args = ['--stack', 'dev', '--replay', 'http://me:secret@host:9090/p?token=secret'];
  const run = (work: () => never) => command({ usage: 'npm run x', options }, work, args);

  test.each(CASES)(
    '%s prints its files and servers, without a password, and the sentence',
    async (_name, work, sentence) => {
      await run(() => {
        work();
        throw new Error('no error was thrown');
      });
      const [text = ''] = printed;
      expect(printed).toHaveLength(1);
      expect(text).toMatch(sentence instanceof RegExp ? new RegExp(sentence.source.replace('^', '')) : sentence);
      expect(text).toMatch(/^--stack dev --replay http:\/\/host:9090\/p: /);
      expect(text).not.toMatch(/secret|\n\s+at /);
      expect(process.exitCode).toBeGreaterThan(0);
    },
  );

  test('DEBUG=1 prints the stack trace first', async () => {
    process.env.DEBUG = '1';
    await run(() => {
      throw new TypeError('terminated');
    });
    expect(printed[0]).toMatch(/TypeError: terminated\n\s+at /);
    expect(printed[1]).toContain('terminated (DEBUG=1');
  });
});

/** Each entry point, how it is called, and a module that it loads indirectly. */
const ENTRIES: Readonly<Record<string, readonly [args: string, module: string]>> = {
  'demo/main.ts': ['--port 0', './server'],
  'scripts/adopt.ts': ['--rules tests/scripts/adopt/rules.yaml', 'adopt/entry'],
  'scripts/alerts.ts': ['--stack dev --message HighAPILatency', 'lib/compile/example-notification'],
  'scripts/bench-cli.ts': ['', 'lib/servers/on-path'],
  'scripts/check-metrics.ts': ['--file package.json', 'lib/settings/settings'],
  'scripts/check.ts': ['', ''],
  'scripts/demo.ts': ['--stack dev --once', 'lib/settings/settings'],
  'scripts/diff.ts': ['--base HEAD --stack dev', 'support/base-revision'],
  'scripts/docs.ts': ['--check', 'docs/settings'],
  'scripts/env.ts': ['--stack dev', './state-layout'],
  'scripts/lint-content.ts': ['--stack dev', 'lib/settings/settings'],
  'scripts/new.ts': ['alert FillsLate --file business --panel business-kpis/copyTrading', './runbook-section'],
  'scripts/notify.ts': ['--stack dev', 'lib/settings/settings'],
  'scripts/oncall.ts': ['--stack dev', 'lib/settings/settings'],
  'scripts/package.ts': ['', 'package/build'],
  'scripts/pictures.ts': ['--base HEAD', 'support/base-revision'],
  'scripts/render.ts': ['--stack dev --out /nowhere', 'lib/settings/settings'],
  'scripts/scenario.ts': ['--name redis-down --stack dev', 'demo/scenarios'],
  'scripts/silence.ts': ['--stack dev --list', 'lib/settings/settings'],
  'scripts/sizing.ts': ['', 'lib/servers/tools'],
  'scripts/stack.ts': ['preview --stack dev', 'lib/settings/settings'],
  'scripts/tools.ts': ['promtool', 'lib/servers/tools'],
};

test('the list has every file that is an entry point', () => {
  const started = readdirSync(join(ROOT, 'scripts'))
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `scripts/${name}`);
  expect([...started, 'demo/main.ts'].sort()).toEqual(Object.keys(ENTRIES).sort());
});

test.each(Object.entries(ENTRIES).filter(([, [, module]]) => module !== ''))(
  '%s prints an exception of a module that it loads as one sentence',
  async (entry, [args, module]) => {
    const { code, err } = await new Promise<{ code: number; err: string }>((resolve) => {
      const preload = join(ROOT, 'tests/support/failing-module.cjs');
      execFile(
        process.execPath,
        [...TYPESCRIPT, entry, ...args.split(' ').filter(Boolean)],
        {
          cwd: ROOT,
          timeout: 60_000,
          env: { ...process.env, DEBUG: '', NODE_OPTIONS: `--require ${preload}`, FAILING_MODULE: module },
        },
        (error, _out, text) => resolve({ code: typeof error?.code === 'number' ? error.code : 0, err: text }),
      );
    });
    expect(err).toContain('other side closed (DEBUG=1 shows the stack trace)');
    expect(err).not.toMatch(/\n\s+at /);
    expect(code).toBe(1);
  },
);
