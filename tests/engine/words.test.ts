/** `make preview` and `make drift` describe changes in words, on about one screen. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkOut, type Checkout } from '../support/checkout';

let checkout: Checkout;
beforeAll(async () => {
  checkout = await checkOut();
  expect(await checkout.run('make up')).toMatchObject({ code: 0 });
});
afterAll(() => checkout?.close());

interface Rule {
  readonly name: string;
  readonly datas: readonly { readonly model: string }[];
}
interface Resource {
  readonly urn: string;
  readonly outputs?: { readonly rules?: readonly Rule[]; readonly configJson?: string };
}
function deployed(resource: string): NonNullable<Resource['outputs']> {
  const file = join(checkout.folder, '.state/.pulumi/stacks/trading-observability/dev.json');
  const { checkpoint } = JSON.parse(readFileSync(file, 'utf8')) as {
    checkpoint: { latest: { resources: Resource[] } };
  };
  return checkpoint.latest.resources.find(({ urn }) => urn.endsWith(`:${resource}`))?.outputs ?? {};
}
const SCREEN = 40;

test('preview and drift print one line each if nothing differs, and drift calls Docker once', async () => {
  expect(await checkout.run('make preview')).toEqual({
    code: 0,
    output: 'Nothing changes since the last update of stack dev. Whether it runs so: make drift.\n',
  });
  const before = checkout.dockerCalls().length;
  expect(await checkout.run('make drift')).toEqual({
    code: 0,
    output: 'No drift: what runs is stack dev as its file says.\n',
  });
  expect(checkout.dockerCalls().slice(before)).toEqual([expect.stringMatching(/^ps --all /)]);
});

test('drift names an edited rule, an edited panel and a deleted dashboard, and what differs', async () => {
  const { rules = [] } = deployed('RuleGroup::content-api-health');
  const edited = rules.map((rule) =>
    rule.name === 'HighAPILatency'
      ? {
          ...rule,
          datas: rule.datas.map((data) => ({
            ...data,
            model: data.model.replace(/"params":\[[^\]]*\]/, '"params":[2]'),
          })),
        }
      : rule,
  );
  const dashboard = JSON.parse(deployed('Dashboard::content-overview').configJson ?? '{}') as { title: string };
  checkout.simulateDrift({
    'RuleGroup api-health': { rules: edited },
    'Dashboard overview': { configJson: JSON.stringify({ ...dashboard, title: 'Mine', version: 7 }) },
    'Dashboard monitoring': null,
  });
  const { code, output } = await checkout.run('make drift');
  expect(code).not.toBe(0);
  expect(output).toMatch(/^What runs is not stack dev:\n/);
  expect(output).toMatch(/\n- rule HighAPILatency: threshold is 2 in Grafana, \S+ in the stack\n/);
  expect(output).toMatch(/\n- dashboard "Mine" title "Mine", was ".*"\n/);
  expect(output).toContain('- dashboard monitoring is gone\n');
  expect(output.split('\n').length).toBeLessThan(10);
});

test('preview describes a changed threshold and memory in words, without files, panel ids or whole dashboards', async () => {
  const { code, output } = await checkout.run(
    `eval "$(make env)"
     pulumi config set --stack dev --path thresholds.HighAPILatency.above 0.8
     pulumi config set --stack dev --path prometheus.memory 2048
     make preview`,
  );
  expect(`exit code ${code}\n${output}`).toMatch(/^exit code 0\n/);
  expect(output).toMatch(/\*\*HighAPILatency\*\* fires above 0\.8 s, was 1 s \(sooner\)/);
  expect(output).toContain('- container prometheus is replaced: its memory changes from 1024 to 2048\n');
  expect(output).not.toMatch(/uploads|panel id|"panels"|refresh/i);
  expect(output.split('\n').length).toBeLessThan(SCREEN);
  expect((await checkout.run('make drift')).output).toMatch(/^Nobody changed anything by hand, but stack dev is not/);
});

test('preview names a new secret, never prints it, and still shows a changed threshold', async () => {
  const { output } = await checkout.run(
    `eval "$(make env)"
     echo https://hooks.slack.com/services/T0/B0/hidden | pulumi config set --stack dev --secret --path alerting.routes.critical.slack.url
     make preview`,
  );
  expect(output).toMatch(/contact point/);
  expect(output).not.toContain('hidden');
  const later = await checkout.run(
    `make up
     eval "$(make env)"
     pulumi config set --stack dev --path thresholds.HighAPILatency.above 0.5
     make preview`,
  );
  expect(later.output).toMatch(/\*\*HighAPILatency\*\* fires above 0\.5 s, was /);
  expect(later.output).not.toContain('hidden');
});

test('FULL=1 prints the text of the engine', async () => {
  expect((await checkout.run('make preview FULL=1')).output).toMatch(/Previewing update \(dev\)/);
});

test('drift reports a missing Grafana container, and sends no request to Grafana', async () => {
  checkout.setContainer('grafana', undefined);
  checkout.simulateDrift({ 'Container grafana': null, 'Dashboard overview': null });
  const { code, output } = await checkout.run('make drift');
  expect(code).not.toBe(0);
  expect(output).toContain(
    'What runs is not stack dev:\n- container grafana is gone\n- what is in Grafana was not compared, as its container is not well\n',
  );
  expect(output).not.toContain('overview');
});
