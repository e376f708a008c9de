/** Pulumi's CLI for the Automation API. */
import { delimiter, dirname } from 'node:path';
import { PulumiCommand } from '@pulumi/pulumi/automation';
import { PLUGINS, tool } from '../../lib/servers/tools';

let command: Promise<PulumiCommand> | undefined;

/** The CLI for this program's version, put first on this process's PATH, where the Automation API looks for it. */
export async function pulumiCli(): Promise<PulumiCommand> {
  process.env.PATH = [dirname(await tool('pulumi')), process.env.PATH ?? '', PLUGINS].join(delimiter);
  // `tool` compares its version with the SDK's.
  command ??= PulumiCommand.get({ skipVersionCheck: true });
  return command;
}
