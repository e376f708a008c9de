/** `npm run render -- --stack S --out DIR`: writes what the stack would deploy, without Pulumi's engine. */
import { join } from 'node:path';
import { compile } from '../compile';
import { STACK_FILE, stackSummary } from '../compile/stack-summary';
import { json } from '../compile/text';
import { toSettings } from '../config/settings';
import { readStackFile } from '../config/stack-file';
import { command, required } from '../toolchain/command-line';
import { write, writeText } from '../toolchain/write-files';

const usage = 'npm run render -- --stack STACK --out FOLDER';
void command({ usage, options: { stack: 'string', out: 'string' } }, (options) => {
  const stack = required(options, 'stack');
  const out = required(options, 'out');
  const settings = toSettings(stack, readStackFile(stack));
  const written = write(compile(settings), out);
  writeText(join(out, STACK_FILE), json(stackSummary(settings)));
  console.log(`${stack}: ${written.length + 1} files in ${out}`);
});
