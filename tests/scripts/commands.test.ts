/** The commands as a person calls them: with wrong options, and in a pipe that closes early. */
import { join } from 'node:path';
import { runShell, RUN_TYPESCRIPT } from '../support/shell';

const ROOT = join(__dirname, '../..');

const shell = (line: string) => runShell(line, ROOT);

test.each([
  ['scripts/render.ts --stack dev', '--out is missing\nusage: npm run render -- --stack STACK --out FOLDER\n'],
  ['scripts/alerts.ts', '--stack is missing\nusage: npm run alerts -- --stack STACK'],
  ['scripts/alerts.ts --stak dev', "Unknown option '--stak'\nusage: npm run alerts -- --stack STACK"],
  ['scripts/stack.ts sideways --stack dev', 'usage: make up|preview|drift|down|password [STACK=NAME] [FULL=1]\n'],
  ['scripts/scenario.ts --name redis-dwn --stack dev', 'unknown scenario "redis-dwn": did you mean "redis-down"?'],
])('%s prints its usage', async (line, usage) => {
  const { code, err } = await shell(`${RUN_TYPESCRIPT} ${line}`);
  expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(usage) as string });
});

test('a pipe that closes early ends the command without a message', async () => {
  const { err, out } = await shell(`${RUN_TYPESCRIPT} scripts/alerts.ts --stack dev | head -1`);
  expect(err).toBe('');
  expect(out).toContain('| alert');
});

test('make scenario without a name lists the scenarios', async () => {
  const { code, out } = await shell(`${RUN_TYPESCRIPT} scripts/scenario.ts --name= --stack dev`);
  expect(code).toBe(0);
  expect(out).toMatch(/^redis-down +The connection to Redis is lost$/m);
});
