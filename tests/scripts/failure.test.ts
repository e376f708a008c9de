/** What `make up`, `preview` and `drift` print when the engine fails. */
import { trading } from '../../platform';
import { CommandError } from '@pulumi/pulumi/automation';
import { toSettings } from '../../lib/settings/settings';
import { engineErrors, explainFailure, LOCKED } from '../../scripts/stack/failure';
import { UsageError } from '../../lib/servers/command-line';
import * as docker from '../../lib/servers/docker-containers';

jest.mock('../../lib/servers/docker-containers', () => ({
  recentLogs: () => Promise.resolve([]),
  containers: jest.fn(),
}));
const containers = jest.mocked(docker.containers);
beforeEach(() => containers.mockResolvedValue([]));

class Failed extends CommandError {
  constructor(message: string) {
    super({ toString: () => message } as never);
    this.message = message;
  }
}
const settings = toSettings(trading, 'dev', {});
const explain = (message: string, isShown: boolean) => explainFailure(new Failed(message), 'dev', settings, isShown);

const CONFIGURE =
  'Preview failed: configure provider ' +
  "'urn:pulumi:dev::trading-observability::pulumi:providers:docker::default_5_2_0::fee17613-98b4-4013-9317-53b7c0319531': " +
  'failed to connect to any docker daemon';
const DIAGNOSTICS = [
  `    pulumi:pulumi:Stack trading-observability-dev running error: ${CONFIGURE}`,
  'Diagnostics:',
  '  pulumi:pulumi:Stack (trading-observability-dev):',
  '    warning: using pulumi-resource-grafana from $PATH',
  `    error: ${CONFIGURE}`,
  '    error: preview failed',
].join('\n');

test('a failure of Docker during the update prints only that', async () => {
  containers.mockRejectedValue(new Error('Cannot connect to the Docker daemon'));
  await expect(explain(DIAGNOSTICS, false)).rejects.toThrow(/^Docker does not answer: start it [^\n]*$/);
});

test('a failure of Docker before the engine starts prints the same', async () => {
  containers.mockRejectedValue(new Error('Cannot connect to the Docker daemon'));
  const failure = new Error('Command failed: docker ps --all');
  await expect(explainFailure(failure, 'dev', settings, true)).rejects.toThrow(/^Docker does not answer: start it /);
});

test('any other exception, and an error for a person, stay unchanged', async () => {
  const exception = new TypeError('x is not a function');
  await expect(explainFailure(exception, 'dev', settings, true)).rejects.toBe(exception);
  containers.mockRejectedValue(new Error('Cannot connect to the Docker daemon'));
  const sentence = new UsageError('The policies (policies/) refuse this');
  await expect(explainFailure(sentence, 'dev', settings, true)).rejects.toBe(sentence);
});

test('an identifier with the digits 401 is not taken for a refused password', async () => {
  await expect(explain(DIAGNOSTICS, false)).rejects.toThrow(`error: ${CONFIGURE}`);
});

test.each([
  'error: refreshing urn:pulumi:dev::grafana:oss/folder:Folder::folder: status: 401, body: {"message":"no"}',
  'error: [GET /org][401] getCurrentOrgUnauthorized: Invalid username or password, of grafana',
])('a password that Grafana refuses: %s', async (message) => {
  await expect(explain(message, true)).rejects.toThrow(LOCKED);
});

test('make down names the protected data that it leaves', async () => {
  const message = ['volume:Volume::prometheus-data', 'volume:Volume::grafana-data', 'volume:Volume::grafana-data']
    .map(
      (urn) =>
        `    error: resource "urn:pulumi:dev::${urn}" cannot be deleted\n    because it is protected. To unprotect`,
    )
    .join('\n');
  await expect(explain(message, true)).rejects.toThrow(/^Protected, so not deleted: grafana-data, prometheus-data\. /);
});

test('each error of a resource is printed once in words; beside the engine’s text only the command line’s error', () => {
  const message = [
    'error: could not load provider for resource urn:a',
    '  docker:index:Volume (prometheus-config):',
    '    error:   sdk-v2/provider2.go:571: sdk.helper_schema: no space left on device: provider=docker@5.2.0',
    '    error: Preview failed: refreshing urn:b: 1 error occurred:',
    '    \t* no space left on device',
    '  docker:index:Volume (prometheus-config):',
    '    error: Preview failed: refreshing urn:b: 1 error occurred:',
    '    \t* no space left on device',
    '    error: update failed',
  ].join('\n');
  const providerError = 'error: could not load provider for resource urn:a';
  expect(engineErrors(message, false)).toEqual([providerError]);
  expect(engineErrors(message, true)).toEqual([
    providerError,
    'error: Preview failed: refreshing urn:b: no space left on device',
  ]);
});

test('errors longer than a screen are cut, with the number of those left out', async () => {
  const errors = [...Array(30).keys()].map((i) => `    error: resource ${i} cannot be read`);
  const failure = (await explain(errors.join('\n'), false).catch((error: unknown) => error)) as Error;
  expect(failure.message.split('\n')).toHaveLength(9);
  expect(failure.message).toMatch(/\n22 more errors$/);
});
