/**
 * What preview shows for a changed setting before anything is touched. The operations are the engine's; the test
 * double imitates the provider's rule that containers, volumes and images are replaced, not updated.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { tool } from '../../lib/servers/tools';
import { resourceName } from '../../scripts/support/resource-steps';
import { startEngine, calledResources, type Engine } from '../support/engine';

type Settings = Readonly<Record<string, unknown>>;
const PROD = {
  backend: { address: 'backend:8000' },
  grafana: { externalUrl: 'https://grafana.example.org' },
  docker: { network: 'trading_net', protectData: true },
};

let subject: Engine;
beforeAll(async () => {
  subject = await startEngine('prod', PROD);
  await subject.up();
});
afterAll(() => subject?.close());

/** The changes in a preview as `operation Type name`; unchanged resources are left out. */
async function previewChanges(settings: Settings): Promise<string[]> {
  subject.configure({ ...PROD, ...settings });
  const steps = new Set<string>();
  await subject.stack.preview({
    onEvent: ({ resourcePreEvent }) => {
      if (resourcePreEvent === undefined) return;
      const { op, urn, type } = resourcePreEvent.metadata;
      // A replacement has three steps; the middle one names it.
      if (!['same', 'create-replacement', 'delete-replaced'].includes(op))
        steps.add(`${op} ${type.split(':').pop()} ${resourceName(urn)}`);
    },
  });
  return [...steps].sort();
}

const updated = (...resources: string[]) => resources.map((each) => `update ${each}`);
/** Prometheus keeps running: it loads changed files. */
const FILES = ['replace Container prometheus-files'];
const EVERY_ALERT = [
  ...FILES,
  ...updated('RuleGroup api-health', 'RuleGroup business-health', 'RuleGroup meta', 'RuleGroup slo'),
];

test.each<[string, Settings, string[]]>([
  ['nothing', {}, []],
  [
    'the image of Prometheus',
    { prometheus: { image: 'prom/prometheus:v3.6.0' } },
    ['replace Container prometheus', 'replace Container prometheus-files', 'replace RemoteImage prometheus'],
  ],
  [
    'the image of Grafana',
    { grafana: { ...PROD.grafana, image: 'grafana/grafana:12.2.0' } },
    ['replace Container grafana', 'replace Container grafana-files', 'replace RemoteImage grafana'],
  ],
  ['the memory of Prometheus', { prometheus: { memory: 2048 } }, ['replace Container prometheus']],
  ['the retention of samples', { prometheus: { retention: '30d' } }, ['replace Container prometheus']],
  ['the port of Prometheus', { prometheus: { port: 9091 } }, ['replace Container prometheus']],
  [
    'the address of Grafana',
    { grafana: { ...PROD.grafana, bindAddress: '10.0.0.1' } },
    ['replace Container grafana', 'update grafana grafana'],
  ],
  [
    'the address at which people open Grafana',
    { grafana: { externalUrl: 'https://metrics.example.org' } },
    ['replace Container grafana', ...EVERY_ALERT],
  ],
  [
    'a threshold',
    { thresholds: { HighAPILatency: { above: 0.8 } } },
    [...FILES, ...updated('Dashboard api-health', 'Dashboard overview', 'RuleGroup api-health')],
  ],
  [
    'the list of objectives',
    { slos: { 'api-latency': { enabled: false } } },
    [...FILES, ...updated('Dashboard overview', 'RuleGroup slo')],
  ],
  ['the on-call contact', { contacts: { hotline: '+49 30 1234' } }, EVERY_ALERT],
])(
  'a preview after changing %s shows exactly the resources it touches, and never a volume',
  async (_what, settings, expected) => {
    expect(await previewChanges(settings)).toEqual([...expected].sort());
  },
);

test('another environment would replace the volumes: with protectData the preview fails', async () => {
  await expect(previewChanges({ environment: 'staging' })).rejects.toThrow(
    /unable to replace resource.*(data|secrets|config)[\s\S]*protect/,
  );
});

const KEPT_RESOURCES = ['RandomPassword grafana-admin', 'Volume grafana-data', 'Volume prometheus-data'];

test('destroy stops at protected data and at Grafana’s admin password; the next up creates the rest again', async () => {
  subject.configure(PROD);
  await expect(subject.stack.destroy()).rejects.toThrow(/resource.*Volume::[\s\S]*cannot be deleted/);
  const deleted = calledResources(subject.calls(), 'delete');
  expect(deleted).toEqual(expect.arrayContaining(['Container grafana', 'Volume grafana-secrets']));
  for (const resource of KEPT_RESOURCES) expect(deleted).not.toContain(resource);
  await subject.up();
  const created = calledResources(subject.calls(), 'create');
  expect(created).toEqual(expect.arrayContaining(['Container grafana', 'Volume grafana-secrets']));
  for (const resource of KEPT_RESOURCES) expect(created).not.toContain(resource);
});

test('without protection in the state, destroy leaves the data on the machine and no credential', async () => {
  const { workDir, envVars, pulumiHome } = subject.stack.workspace;
  await promisify(execFile)(await tool('pulumi'), ['state', 'unprotect', '--all', '--yes', '--stack', 'prod'], {
    cwd: workDir,
    env: { ...process.env, ...envVars, PULUMI_HOME: pulumiHome },
  });
  await subject.stack.destroy();
  const deleted = calledResources(subject.calls(), 'delete');
  expect(deleted).toEqual(expect.arrayContaining(['Container grafana', 'Volume grafana-secrets']));
  for (const resource of ['Volume grafana-data', 'Volume prometheus-data']) expect(deleted).not.toContain(resource);
});

test('without protectData, destroy deletes the volumes', async () => {
  subject.configure({ ...PROD, docker: { network: 'trading_net' } });
  await subject.up();
  await subject.stack.destroy();
  const deleted = subject.calls().filter(({ call, type }) => call === 'delete' && type.endsWith(':Volume'));
  expect(deleted.map(({ urn }) => resourceName(urn)).sort()).toEqual([
    'grafana-data',
    'grafana-secrets',
    'prometheus-config',
    'prometheus-data',
  ]);
});
