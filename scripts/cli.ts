/** Pulumi's CLI for the Automation API. */
import { delimiter, dirname } from 'node:path';
import { PulumiCommand } from '@pulumi/pulumi/automation';
import { tool } from './tools';

/** The CLI that fits this program, put first on this process's PATH, where the Automation API looks for it. */
export async function pulumiCli(): Promise<PulumiCommand> {
  process.env.PATH = [dirname(await tool('pulumi')), process.env.PATH ?? ''].join(delimiter);
  // Its version is held against the SDK's by `tool`.
  return PulumiCommand.get({ skipVersionCheck: true });
}
