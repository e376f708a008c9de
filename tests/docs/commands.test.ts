/** The shell commands of README and docs/, run in the order of each page, as in a person's first shell. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Backend } from '../../demo/backend';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { checkOut, type Checkout } from '../support/checkout';

const ROOT = join(__dirname, '../..');

/** Commands that need what these tests lack, and the test that proves them; `undefined`: nothing here can. */
const PROVED_ELSEWHERE: readonly (readonly [RegExp, test: string | undefined])[] = [
  [/^make (test|demo)\b/, 'tests/demo'],
  // README runs them on the engine; once is enough.
  [/^make (up|down|preview)\b/, 'tests/docs/commands.test.ts'],
  [/^docker (stop|start|run|exec) /, 'tests/docker/hardening.test.ts'],
  [/^make (silence|silences|notify)\b/, 'tests/scripts'],
  [/^npm run sizing/, 'tests/scripts'],
  [/^npm run pictures/, 'tests/scripts'],
  [/--replay /, 'tests/scripts'],
  [/^pulumi package /, 'tests/engine/plugin.test.ts'],
  [/^KUBE_PROMETHEUS_STACK=/, 'tests/lib/compile/chart.test.ts'],
  [/^KUBECONFIG_FOR_TESTS=/, 'tests/kubernetes'],
  // Postgres, Thanos, Grafana Cloud, and a cluster.
  [/^(psql|thanos|pulumi import|while ! kubectl|helm|kubectl|port-forward)/, undefined],
];
const isElsewhere = (page: string, command: string): boolean =>
  !(page === 'README.md' && command === 'make up') &&
  command !== 'make preview STACK=cloud' &&
  PROVED_ELSEWHERE.some(([pattern]) => pattern.test(command));

/** The page's commands; a line that ends in a backslash or a pipe continues in the next one. */
const commandsOf = (page: string): string[] =>
  [...readFileSync(join(ROOT, page), 'utf8').matchAll(/^ *```sh\n([\s\S]*?)^ *```/gm)]
    .flatMap(([, block = '']) => block.replace(/([\\|])\n/g, '$1 ').split('\n'))
    .map((line) => line.replace(/(^|\s)#.*$/, '').trim())
    .filter((line) => line !== '');

/** What a person would type at a prompt. */
const SECRET = 'https://hooks.slack.com/services/T0/B0/secret';

/** The command for a script, with the answers to its prompts. */
function scripted(page: string, command: string): string {
  const label = `echo ${JSON.stringify(`$ ${command.replaceAll('$', '\\$')}`)}`;
  if (isElsewhere(page, command))
    return command.startsWith('make ') ? `${label}\nmake -n ${command.slice('make '.length)} >/dev/null` : label;
  if (command.startsWith('npm run diff')) return `${label}\n${command} || [ $? -eq 2 ]`;
  return `${label}\n${/ --secret /.test(command) ? `${command} <<<'${SECRET}'` : command}`;
}

/** What a person does after the page. */
const AFTER: Readonly<Record<string, string>> = { 'README.md': 'make password\nmake preview' };

/** What a page requires: README nothing, the others a stack, this project's tools and a repository with a history. */
const BEFORE: Readonly<Record<string, string>> = {
  'README.md': '',
  'docs/notifications.md': 'eval "$(make env)"; pulumi stack init dev; PATH="$PWD/.tools/bin:$PATH"',
  'docs/external.md': 'eval "$(make env)"; PATH="$PWD/.tools/bin:$PATH"',
  'docs/operations.md': [
    'eval "$(make env)"; pulumi stack init dev',
    'mkdir -p ~/.config/trading-observability; echo secret >~/.config/trading-observability/passphrase',
  ].join('\n'),
  'docs/review.md': [
    'git init -q -b main; git config user.name Ada; git config user.email ada@example.com',
    'git add .; for i in 1 2 3 4; do git commit -q --allow-empty -m "$i"; done',
    'npm run render -- --stack dev --out build >/dev/null; cp build/grafana/dashboards/api-health.json .',
    'cp tests/scripts/adopt/rules.yaml tests/scripts/adopt/alertmanager.yaml .',
  ].join('\n'),
  'docs/kubernetes.md': '',
  'docs/components.md': '',
  'docs/threat-model.md': 'eval "$(make env)"; pulumi stack init live',
};

async function runPage(page: string, checkout: Checkout): Promise<string> {
  const backend = new Backend('healthy', 1, new Date('2026-03-04T14:00:00Z'));
  const server = createServer((_request, response) => {
    void backend.metrics().then((text) => {
      response.setHeader('Content-Type', 'text/plain; version=0.0.4').end(text);
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    const commands = commandsOf(page).map((command) =>
      scripted(page, command).replaceAll('http://localhost:8000', address),
    );
    const { code, output } = await checkout.run(['set -e', BEFORE[page], ...commands, AFTER[page] ?? ''].join('\n'));
    expect(`exit code ${code}\n${output}`).toMatch(/^exit code 0\n/);
    return output;
  } finally {
    server.close();
  }
}

const pages = ['README.md', ...readdirSync(join(ROOT, 'docs')).map((file) => `docs/${file}`)].filter(
  (page) => page.endsWith('.md') && page !== 'docs/tutorial.md' && commandsOf(page).length > 0,
);

test('the list has every page with commands', () => {
  expect(pages.toSorted()).toEqual(Object.keys(BEFORE).toSorted());
});

test('every command that runs elsewhere has a test there', () => {
  expect(
    PROVED_ELSEWHERE.flatMap(([, path]) => (path === undefined || existsSync(join(ROOT, path)) ? [] : [path])),
  ).toEqual([]);
});

test.each(pages)('every command of %s runs, in its order', async (page) => {
  const checkout = await checkOut();
  try {
    await runPage(page, checkout);
    const file = readFileSync(join(checkout.folder, 'Pulumi.dev.yaml'), 'utf8');
    expect(file).not.toContain(SECRET);
    if (page === 'README.md') expect(file).toMatch(/above: "?0\.8/);
  } finally {
    checkout.close();
  }
});
