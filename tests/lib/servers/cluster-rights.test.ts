/** Missing rights in a cluster before an update; kubectl is a stand-in that answers like an API server. */
import { trading } from '../../../platform';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { toSettings } from '../../../lib/settings/settings';
import { missingRights } from '../../../lib/servers/cluster-rights';
import { kubernetesSettings } from '../../support/kubernetes';

const folder = mkdtempSync(join(tmpdir(), 'rights-'));
const env = { PATH: [folder, process.env.PATH].join(delimiter) };
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A cluster with these CRDs, whose user may create everything except these. */
function cluster(kinds: readonly string[], forbidden: readonly string[]): void {
  const answer = `
    if (process.argv.includes('api-resources')) return console.log(${JSON.stringify(kinds.map((kind) => `${kind}.monitoring.coreos.com`).join('\n'))});
    const text = require('node:fs').readFileSync(0, 'utf8');
    require('node:fs').writeFileSync(${JSON.stringify(join(folder, 'asked'))}, text);
    for (const { spec: { resourceAttributes: of } } of JSON.parse(text).items)
      console.log([of.resource, of.namespace, !${JSON.stringify(forbidden)}.includes(of.resource)].join('\\t'));`;
  writeFileSync(join(folder, 'kubectl'), `#!${process.execPath}\n(() => {${answer}\n})();\n`);
  chmodSync(join(folder, 'kubectl'), 0o755);
}
const ALL = ['alertmanagers', 'prometheuses', 'prometheusrules', 'servicemonitors'];
const missing = (kubernetes: object = {}, environment: NodeJS.ProcessEnv = env) =>
  missingRights(toSettings(trading, 'prod', kubernetesSettings({ kubernetes })), environment);
interface AccessReviews {
  readonly items: readonly { readonly spec: { readonly resourceAttributes: Readonly<Record<string, string>> } }[];
}
const reviewedAccess = () =>
  (JSON.parse(readFileSync(join(folder, 'asked'), 'utf8')) as AccessReviews).items.map(
    ({ spec: { resourceAttributes } }) => resourceAttributes,
  );

test('no error if the user may create everything and the CRDs exist', async () => {
  cluster(ALL, []);
  expect(await missing()).toEqual([]);
  expect(await missing({ operator: 'existing' })).toEqual([]);
});

test('one sentence names what a user with rights in one namespace may not do', async () => {
  cluster(ALL, ['namespaces', 'clusterroles', 'networkpolicies']);
  expect(await missing()).toEqual([
    'The user of context "test" may not create namespaces, clusterroles, networkpolicies in trading-observability-prod: the chart\'s releases make them. Deploy with a user who may, or ask whoever runs the cluster for these rights.',
  ]);
});

test('up checks only the rights that this stack needs', async () => {
  cluster(ALL, []);
  await missing({ operator: 'existing', createNamespace: false, namespace: 'monitoring', networkPolicies: false });
  expect(reviewedAccess().map(({ resource }) => resource)).toEqual([
    'clusterroles',
    'clusterrolebindings',
    'configmaps',
    'secrets',
    'deployments',
    'prometheusrules',
    'servicemonitors',
  ]);
  expect(reviewedAccess().find(({ resource }) => resource === 'secrets')).toMatchObject({ namespace: 'monitoring' });
  expect(reviewedAccess().find(({ resource }) => resource === 'clusterroles')).not.toHaveProperty('namespace');
});

test('the error about a missing CRD names the existing operator', async () => {
  cluster(['servicemonitors'], []);
  expect(await missing({ operator: 'existing' })).toEqual([
    'The cluster of context "test" has no kinds prometheuses, alertmanagers, prometheusrules of monitoring.coreos.com: install the Prometheus operator there, or set kubernetes.operator to own.',
  ]);
});

test('nothing is checked without kubectl', async () => {
  expect(await missing({}, { PATH: join(folder, 'nowhere') })).toEqual([]);
});
