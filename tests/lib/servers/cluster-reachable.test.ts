/** The error before an update to a cluster that cannot be reached. */
import { trading } from '../../../platform';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dump } from 'js-yaml';
import { toSettings } from '../../../lib/settings/settings';
import { missingInCluster } from '../../../lib/servers/cluster-reachable';
import { kubernetesSettings } from '../../support/kubernetes';

const folder = mkdtempSync(join(tmpdir(), 'cluster-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const KUBECONFIG = join(folder, 'config');

function kubeconfig(server: string): void {
  const contexts = ['test', 'other'].map((name) => ({ name, context: { cluster: 'c', user: 'u' } }));
  writeFileSync(KUBECONFIG, dump({ contexts, clusters: [{ name: 'c', cluster: { server } }] }));
}
const problems = (kubernetes: object = {}, env: NodeJS.ProcessEnv = { KUBECONFIG }) =>
  missingInCluster(toSettings(trading, 'prod', kubernetesSettings({ kubernetes })), env);

test('there is no error if the API server answers', async () => {
  const server = createServer();
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  kubeconfig(`https://127.0.0.1:${(server.address() as AddressInfo).port}`);
  expect(await problems()).toEqual([]);
  server.close();
});

test('the error names the address that does not answer', async () => {
  kubeconfig('https://127.0.0.1:1');
  expect(await problems()).toEqual([
    'The API server of context "test" does not answer at https://127.0.0.1:1: is the VPN up, the cluster running?',
  ]);
});

test('the error names the missing context and the existing ones', async () => {
  kubeconfig('https://127.0.0.1:1');
  expect(await problems({ context: 'prod' })).toEqual([
    'The kubeconfig has no context "prod"; it has test, other. `pulumi config set --path kubernetes.context NAME` chooses one.',
  ]);
});

test('the error names a missing kubeconfig, and a missing chart', async () => {
  const missingFile = join(folder, 'gone');
  expect(await problems({ chart: { archive: `${missingFile}.tgz` } }, { KUBECONFIG: missingFile })).toEqual([
    `There is no chart at ${missingFile}.tgz: \`helm pull\` writes one.`,
    `There is no kubeconfig at ${missingFile}: log in to the cluster, or set KUBECONFIG.`,
  ]);
});
