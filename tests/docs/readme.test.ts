/** README's shell commands, run in the order in which README has them, as in a newcomer's first shell. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkOut } from '../support/checkout';

const readme = readFileSync(join(__dirname, '../../README.md'), 'utf8');
const commands = [...readme.matchAll(/```sh\n([\s\S]*?)```/g)]
  .flatMap(([, block = '']) => block.split('\n'))
  .map((line) => line.replace(/(^|\s)#.*$/, '').trim())
  .filter((line) => line !== '');

/** Run elsewhere, as they last or start real servers: here it is only looked up that the target exists. */
const ELSEWHERE = /^make (test|demo)\b/;
/** What a person would type at the question. */
const SECRET = 'https://hooks.slack.com/services/T0/B0/secret';

test('every command of README runs, in its order', async () => {
  const checkout = await checkOut();
  try {
    const script = commands.map((line) => {
      const runnable = ELSEWHERE.test(line) ? `make -n ${line.slice('make '.length)} >/dev/null` : line;
      return [
        `echo ${JSON.stringify(`$ ${line.replaceAll('$', '\\$')}`)}`,
        / --secret /.test(line) ? `${runnable} <<<'${SECRET}'` : runnable,
      ].join('\n');
    });
    const { code, output } = await checkout.run(`set -e\n${script.join('\n')}\nmake password\nmake preview`);
    expect(`exit code ${code}\n${output}`).toMatch(/^exit code 0\n/);
    const file = readFileSync(join(checkout.folder, 'Pulumi.dev.yaml'), 'utf8');
    expect(file).toMatch(/above: "?0\.8/);
    expect(file).not.toContain(SECRET);
  } finally {
    checkout.close();
  }
});
