/** `make env`: prints lines for a shell, with which `pulumi` uses the same CLI, Node and passphrase as `make`. */
import { dirname } from 'node:path';
import { command, required } from '../lib/servers/command-line';
import { PLUGINS, tool } from '../lib/servers/tools';
import { quote } from './oncall/target-functions';
import { passphraseVariables, prepareOwnState } from './support/own-state';

async function shellEnvironment(stack: string): Promise<string> {
  prepareOwnState(stack);
  // Node comes first: the folder of the CLI may also contain an older Node.
  const folders = [dirname(process.execPath), dirname(await tool('pulumi'))].map(quote);
  const { PULUMI_CONFIG_PASSPHRASE_FILE: file } = passphraseVariables(stack);
  return [
    `export PATH=${folders.join(':')}:"$PATH":${quote(PLUGINS)};`,
    ...(file === undefined ? [] : [`export PULUMI_CONFIG_PASSPHRASE_FILE=${quote(file)};`]),
  ].join('\n');
}

void command({ usage: 'make env [STACK=NAME]', options: { stack: 'string' } }, async (options) =>
  console.log(await shellEnvironment(required(options, 'stack'))),
);
