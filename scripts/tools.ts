/**
 * `make tools`: prepares the programs that the tests run, and prints their paths and why each was chosen. `tsx
 * scripts/tools.ts [names]` prepares only some.
 */
import { runWithSentences } from '../lib/servers/command-line';
import { tool, ToolError, toolReason, versionOf } from '../lib/servers/tools';
import { toolNames } from '../lib/servers/tool-table';

async function main(args: readonly string[]): Promise<void> {
  const unknown = args.filter((arg) => !toolNames.some((name) => name === arg));
  if (unknown.length > 0) throw new ToolError(`unknown: ${unknown.join(', ')}. There are ${toolNames.join(', ')}`);
  for (const name of toolNames.filter((each) => args.length === 0 || args.includes(each))) {
    const path = await tool(name);
    console.log(`${name}\t${(await versionOf(name, path)) || 'unknown version'}\t${path}\t(${await toolReason(name)})`);
  }
}

const names = process.argv.slice(2);
void runWithSentences(
  () => main(names),
  () => names.join(' '),
  { mistake: 1 },
);
