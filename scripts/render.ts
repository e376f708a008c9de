/** `npm run render -- --stack S --out DIR`: writes what the stack would deploy, without Pulumi's engine. */
import { join } from 'node:path';
import { compile } from '../lib/compile';
import { STACK_FILE, stackSummary } from '../lib/compile/stack-summary';
import { json } from '../lib/compile/text';
import { toSettings } from '../lib/settings/settings';
import { readStackFile } from '../lib/settings/stack-file';
import { command, required } from '../lib/servers/command-line';
import { write, writeText } from '../lib/servers/write-files';

const usage = 'npm run render -- --stack STACK --out FOLDER';
void command({ usage, options: { stack: 'string', out: 'string' } }, (options) => {
  const stack = required(options, 'stack');
  const out = required(options, 'out');
  const settings = toSettings(stack, readStackFile(stack));
  const written = write(compile(settings), out);
  writeText(join(out, STACK_FILE), json(stackSummary(settings)));
  console.log(`${stack}: ${written.length + 1} files in ${out}`);
});
