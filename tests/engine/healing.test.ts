/** `make up` after somebody killed, removed or edited parts of the stack. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkOut, type Checkout } from '../support/checkout';

let checkout: Checkout;
/** The paths of requests to the stand-in servers. */
let requests: string[];
beforeAll(async () => {
  requests = [];
  checkout = await checkOut((request, response) => {
    requests.push(request.url ?? '');
    response.end('{}');
  });
  expect(await checkout.run('make up')).toMatchObject({ code: 0 });
});
afterAll(() => checkout?.close());

interface Rule {
  readonly name: string;
  readonly for: string;
}
/** The rules of a group in Grafana, from the state. */
function deployedRules(group: string): Rule[] {
  const file = join(checkout.folder, '.state/.pulumi/stacks/trading-observability/dev.json');
  const { checkpoint } = JSON.parse(readFileSync(file, 'utf8')) as {
    checkpoint: { latest: { resources: { urn: string; outputs?: { rules?: Rule[] } }[] } };
  };
  const found = checkpoint.latest.resources.find(({ urn }) => urn.endsWith(`:RuleGroup::content-${group}`));
  return found?.outputs?.rules ?? [];
}

const healed = (output: string) => /^Healed: .*$/m.exec(output)?.[0];

test('an unchanged stack repairs nothing, and checks each server before the addresses', async () => {
  requests.length = 0;
  const { code, output } = await checkout.run('make up');
  expect(`exit code ${code}\n${output}`).toMatch(/^exit code 0\n/);
  expect(healed(output)).toBeUndefined();
  expect(output).not.toMatch(/ refresh(ing)? \([\d.]+s\) *$/m);
  expect(output).toMatch(/\nGrafana {7}http:\/\/localhost:\d+ .*\nPrometheus {4}http:\/\/localhost:\d+\n/);
  expect(requests).toEqual(expect.arrayContaining(['/-/ready', '/api/health']));
});

test('up repairs a killed container, a removed dashboard and an edited rule, each by name', async () => {
  checkout.setContainer('backend', 'Exited (137) 2 minutes ago');
  const rules = deployedRules('api-health');
  expect(rules.map(({ name }) => name)).toContain('HighAPILatency');
  checkout.simulateDrift({
    'Container demo-backend': null,
    'Dashboard overview': null,
    'RuleGroup api-health': {
      rules: rules.map((rule) => (rule.name === 'HighAPILatency' ? { ...rule, for: '99m' } : rule)),
    },
  });
  const { code, output } = await checkout.run('make up');
  expect(`exit code ${code}\n${output}`).toMatch(/^exit code 0\n/);
  expect(healed(output)).toBe(
    'Healed: container demo-backend was stopped; dashboard overview was removed; alert rule HighAPILatency was edited.',
  );
  checkout.setContainer('backend', 'Up 2 minutes (healthy)');
});

// A repair does not happen twice.
test('up repairs containers before it sends requests to Grafana', async () => {
  checkout.setContainer('backend', undefined);
  checkout.simulateDrift({ 'Container demo-backend': null });
  const { output } = await checkout.run('make up');
  expect(healed(output)).toBe('Healed: container demo-backend was removed.');
  const [containers, all] = output.split('Updating (dev):').slice(1);
  expect(containers).toMatch(/Container servers-demo-backend created/);
  expect(containers).not.toMatch(/grafana:(oss|alerting):/);
  expect(all).not.toMatch(/Container servers-demo-backend created/);
  checkout.setContainer('backend', 'Up 2 minutes (healthy)');
});

test.each([
  ['make up', 'Up 2 minutes (Paused)', '`docker unpause trading_backend_dev`'],
  ['make drift', 'Restarting (1) 3 seconds ago', '`docker rm -f trading_backend_dev`, then `make up`'],
])(
  '%s names a hung container (%s), which the provider takes for healthy, and says how to fix it',
  async (command, status, help) => {
    checkout.setContainer('backend', status);
    const { code, output } = await checkout.run(command);
    expect(code).not.toBe(0);
    expect(output).toContain(`trading_backend_dev runs and does not work (${status}): ${help}.\n`);
    expect(output).not.toContain('No drift');
    checkout.setContainer('backend', 'Up 2 minutes (healthy)');
  },
);

test('up does not report changes of the stack file as repairs', async () => {
  const { output } = await checkout.run(
    `eval "$(make env)"
     pulumi config set --stack dev --path thresholds.HighAPILatency.above 0.8
     make up`,
  );
  expect(output).toContain('RuleGroup content-api-health updated');
  expect(healed(output)).toBeUndefined();
});
