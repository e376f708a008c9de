/** Ctrl-C as a terminal sends it: to the program and the engine at once. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { waitFor } from '../../lib/servers/processes';
import { TYPESCRIPT } from '../support/shell';
import { TIMEOUT } from '../support/timeout';

test('Ctrl-C during an update leaves no lock behind, and the next update starts at once', async () => {
  const child = spawn(process.execPath, [...TYPESCRIPT, join(__dirname, '../support/interruptible-update.ts')], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, DOUBLE_DELAY: '1000' },
  });
  let output = '';
  child.stdout.on('data', (text: Buffer) => (output += text.toString()));
  const ended = once(child, 'close');
  const folder = () => output.split('\n')[0] ?? '';
  const begun = () => folder() !== '' && readFileSync(join(folder(), 'calls'), 'utf8').includes('"create"');
  await waitFor('a running update', () => Promise.resolve(begun() || undefined), TIMEOUT);
  const locks = () =>
    readdirSync(join(folder(), 'state/.pulumi/locks'), { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.json'),
    );
  expect(locks()).toHaveLength(1);
  process.kill(-(child.pid as number), 'SIGINT');
  await ended;
  expect(output).toContain('not finished');
  expect(existsSync(join(folder(), 'state/.pulumi/locks')) ? locks() : []).toEqual([]);
  rmSync(folder(), { recursive: true });
});
