/** Pulumi's CLI for the Automation API. */
import { delimiter, dirname, join } from 'node:path';
import type * as Automation from '@pulumi/pulumi/automation';
import { tool } from '../../lib/servers/tools';

/** Programs that a CLI built from its module lacks; last on PATH, because an installed CLI has its own. */
export const PLUGINS = join(__dirname, '../../lib/servers/modules/bin');

let command: Promise<Automation.PulumiCommand> | undefined;

/** The CLI for this program's version, put first on this process's PATH, where the Automation API looks for it. */
export async function pulumiCli(): Promise<Automation.PulumiCommand> {
  // Loaded here, because `make env` needs no Automation API.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { PulumiCommand } = require('@pulumi/pulumi/automation') as typeof Automation;
  process.env.PATH = [dirname(await tool('pulumi')), process.env.PATH ?? '', PLUGINS].join(delimiter);
  // `tool` compares its version with the SDK's.
  command ??= PulumiCommand.get({ skipVersionCheck: true });
  return command;
}
