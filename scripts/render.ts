/** `npm run render -- --stack S --out DIR`: writes what the stack would deploy, without Pulumi's engine. */
import { compile } from '../compile';
import { toSettings } from '../config/settings';
import { readStackFile } from '../config/stack-file';
import { command, required } from '../toolchain/command-line';
import { write } from '../toolchain/write-files';

const usage = 'npm run render -- --stack STACK --out FOLDER';
void command({ usage, options: { stack: 'string', out: 'string' } }, (options) => {
  const stack = required(options, 'stack');
  const out = required(options, 'out');
  const written = write(compile(toSettings(stack, readStackFile(stack))), out);
  console.log(`${stack}: ${written.length} files in ${out}`);
});
