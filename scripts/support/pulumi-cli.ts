/** Pulumi's CLI for the Automation API. */
import { delimiter, dirname, join } from 'node:path';
import { PulumiCommand } from '@pulumi/pulumi/automation';
import { tool } from '../../lib/servers/tools';

/** What a CLI that was built from its module lacks; last on PATH, as an installed CLI has its own. */
export const PLUGINS = join(__dirname, '../../lib/servers/modules/bin');

/** The CLI that fits this program, put first on this process's PATH, where the Automation API looks for it. */
export async function pulumiCli(): Promise<PulumiCommand> {
  process.env.PATH = [dirname(await tool('pulumi')), process.env.PATH ?? '', PLUGINS].join(delimiter);
  // Its version is held against the SDK's by `tool`.
  return PulumiCommand.get({ skipVersionCheck: true });
}
