/** `make oncall`: prints the shell functions that the runbooks' commands call, for one stack. */
import { command, required } from '../lib/servers/command-line';
import { shellFunctions } from './oncall/shell-functions';
import { settingsOf } from './support/stacks';

void command({ usage: 'make oncall [STACK=NAME]', options: { stack: 'string' } }, (options) => {
  const stack = required(options, 'stack');
  console.log(shellFunctions(stack, settingsOf(stack)));
});
