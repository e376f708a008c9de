/** `npm run render -- --stack S --out DIR`: writes what the stack would deploy, without using Pulumi's engine. */
import { compile } from '../lib/compile';
import { GITOPS_FOLDER, gitopsFiles, gitopsRefusal } from '../lib/compile/kubernetes/gitops';
import { renderedFiles } from '../lib/compile/stack-summary';
import { command, required } from '../lib/servers/command-line';
import { writeFiles } from '../lib/servers/write-files';
import { settingsOf } from './support/stacks';

const usage = 'npm run render -- --stack STACK --out FOLDER';
void command({ usage, options: { stack: 'string', out: 'string' } }, (options) => {
  const stack = required(options, 'stack');
  const out = required(options, 'out');
  const settings = settingsOf(stack);
  const content = compile(settings);
  const files = { ...renderedFiles(settings, content), ...gitopsFiles(settings, content) };
  writeFiles(files, out);
  console.log(`${stack}: ${Object.keys(files).length} files in ${out}`);
  const refusal = gitopsRefusal(settings);
  if (settings.target === 'kubernetes' && refusal !== undefined)
    console.log(`${stack}: no ${GITOPS_FOLDER}/: ${refusal} (docs/kubernetes.md, "Without Pulumi")`);
});
