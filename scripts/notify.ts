/**
 * `make notify [RECEIVER=critical]`: sends a marked test notification through the receivers of the deployed stack, and
 * prints for each whether it accepted it. Exit code 1 if one did not.
 */
import { command, required } from '../lib/servers/command-line';
import { chooseReceivers, testReceivers } from './notify/test-receivers';
import { withNotifyingEngine } from './support/notifying-engine';
import { openStack } from './support/stack-workspace';
import { settingsOf } from './support/stacks';

void command(
  { usage: 'make notify [STACK=NAME] [RECEIVER=NAME]', options: { stack: 'string', receiver: 'string' } },
  async (options) => {
    const stackName = required(options, 'stack');
    const settings = settingsOf(stackName);
    const receivers = chooseReceivers(settings, options.receiver);
    if (receivers.length === 0)
      return console.log('There is no receiver to test: alerting.routes is empty (docs/notifications.md, "Routes").');
    const stack = await openStack(stackName, { create: false });
    const failed = await withNotifyingEngine(stack, settings, (engine) =>
      testReceivers(engine, settings, receivers, console.log),
    );
    return failed === 0 ? 0 : 1;
  },
);
