/** Temporary folders. */
import { existsSync } from 'node:fs';
import { inTemporaryFolder } from '../../../lib/servers/write-files';

const PREFIX = `observability-test-${process.pid}`;

test('a temporary folder with a prefix has the path of an earlier one, and never one in use', async () => {
  const path = (folder: string) => Promise.resolve(folder);
  const first = await inTemporaryFolder(path, PREFIX);
  expect(existsSync(first)).toBe(false);
  await inTemporaryFolder(async (folder) => {
    expect(folder).toBe(first);
    expect(existsSync(folder)).toBe(true);
    expect(await inTemporaryFolder(path, PREFIX)).not.toBe(first);
  }, PREFIX);
});
