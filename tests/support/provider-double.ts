/**
 * A test double for a provider plugin: it accepts everything, fills in computed values as a server would, and appends
 * each call to the file $DOUBLE_LOG. It proves what the engine sends, nothing about Docker or Grafana. Its process is
 * also the key server of the stack, see {@link answerAsVault}.
 */
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { resourceName } from '../../scripts/support/resource-steps';
import { main, type Provider } from '@pulumi/pulumi/provider';

type Props = Record<string, unknown>;

const kind = (urn: string): string => urn.split('::')[2]?.split('$').pop() ?? '';
const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

const REMOTE = 'docker:index/remoteImage:RemoteImage';
/** Containers with this image never become healthy. */
const UNHEALTHY_IMAGE = 'example.org/never-healthy:1';

/** Values that a server computes, by resource type. */
function computedOutputs(type: string, inputs: Props): Props {
  switch (type) {
    case REMOTE:
      return { imageId: `sha256:${digest(String(inputs.name))}` };
    case 'grafana:oss/folder:Folder':
      return { url: `http://grafana.invalid/dashboards/f/${String(inputs.uid)}` };
    case 'random:index/randomPassword:RandomPassword':
      return { result: process.env.DOUBLE_PASSWORD ?? digest('password').slice(0, 32) };
    default:
      return {};
  }
}

function recordCall(call: string, urn: string, props: Props = {}): void {
  const log = process.env.DOUBLE_LOG;
  if (log !== undefined) appendFileSync(log, `${JSON.stringify({ call, urn, type: kind(urn), props })}\n`);
}

/** Properties that force a replacement: in Docker's provider, or for a container because the program asks for it. */
const REPLACED_TYPES = ['docker:index/container:Container', REMOTE, 'docker:index/volume:Volume'];

interface Named {
  readonly metadata?: { readonly name?: string };
}
/** A Kubernetes object without a name gets one, and keeps it until it is replaced. */
function withName(urn: string, olds: Named | undefined, news: Props & Named): Props {
  if (!kind(urn).startsWith('kubernetes:') || news.metadata === undefined || 'name' in news.metadata) return news;
  const generatedName = `${urn.split('::').pop()}-${digest(JSON.stringify(news)).slice(0, 8)}`;
  return { ...news, metadata: { ...news.metadata, name: olds?.metadata?.name ?? generatedName } };
}
/** Pulumi replaces an object if Kubernetes refuses the change. */
const replacedProperties = (urn: string, news: Props, changed: readonly string[]): string[] => {
  if (news.immutable === true) return changed.filter((key) => key === 'stringData');
  return REPLACED_TYPES.includes(kind(urn)) ? [...changed] : [];
};

function readDrift(): Record<string, Props | null> {
  const file = process.env.DOUBLE_BY_HAND;
  if (file === undefined || !existsSync(file)) return {};
  return JSON.parse(readFileSync(file, 'utf8')) as Record<string, Props | null>;
}

/**
 * A change outside of Pulumi that the next refresh finds once; null if the resource is deleted. The key is the
 * resource's name without its component's, or `Container grafana` if several share one.
 */
function takeDrift(urn: string): Props | null {
  const all = readDrift();
  const name = resourceName(urn);
  const kindAndName = `${kind(urn).split(':').pop()} ${name}`;
  const { [kindAndName in all ? kindAndName : name]: found = {}, ...otherChanges } = all;
  if (process.env.DOUBLE_BY_HAND !== undefined) writeFileSync(process.env.DOUBLE_BY_HAND, JSON.stringify(otherChanges));
  return found;
}

/** Objects of the cluster that no stack created: its namespaces, with the UID that the test gives to `cluster`. */
const existingObject = (urn: string, name: string): Props =>
  kind(urn) === 'kubernetes:core/v1:Namespace'
    ? { metadata: { name, uid: readDrift().cluster?.uid ?? digest(name) } }
    : {};

const provider: Provider = {
  version: '0.0.0',
  check: (urn, olds: Props | undefined, news: Props) => Promise.resolve({ inputs: withName(urn, olds, news) }),
  diff: (_id, urn, olds: Props, news: Props) => {
    const changed = Object.keys(news).filter(
      (key) => !key.startsWith('__') && !isDeepStrictEqual(olds[key], news[key]),
    );
    const removed = Object.keys(olds).filter(
      (key) => !(key in news) && !(key in computedOutputs(kind(urn), olds)) && key !== 'id',
    );
    const keys = [...changed, ...removed.filter((key) => !key.startsWith('__'))];
    return Promise.resolve({ changes: keys.length > 0, replaces: replacedProperties(urn, news, keys) });
  },
  create: async (urn, inputs: Props) => {
    recordCall('create', urn, inputs);
    await setTimeout(Number(process.env.DOUBLE_DELAY ?? 0));
    const id = digest(urn).slice(0, 12);
    const outs = { ...inputs, ...computedOutputs(kind(urn), inputs) };
    // Fails like Docker's provider that waits for a container: the container exists, and is not healthy.
    const sick =
      inputs.image !== undefined && inputs.image === computedOutputs(REMOTE, { name: UNHEALTHY_IMAGE }).imageId;
    if (sick && inputs.wait === true)
      throw Object.assign(new Error('not healthy in time'), { id, properties: outs, reasons: ['not healthy in time'] });
    return { id, outs };
  },
  update: (_id, urn, _olds, news: Props) => {
    recordCall('update', urn, news);
    return Promise.resolve({ outs: { ...news, ...computedOutputs(kind(urn), news) } });
  },
  delete: (_id, urn) => {
    recordCall('delete', urn);
    return Promise.resolve();
  },
  read: (id, urn, props?: Props) => {
    const found = takeDrift(urn);
    if (found === null) return Promise.resolve({ id: '', props: {} });
    return Promise.resolve({ id, props: { ...existingObject(urn, id), ...props, ...found } });
  },
  // The one lookup of the program: a team by its name.
  invoke: (_token, { name }: Props) => Promise.resolve({ outputs: { id: `1:${String(name).length}`, name } }),
};

// It lives exactly as long as its parent process: a terminal's Ctrl-C is for the engine.
process.stdin.resume().once('end', () => process.exit());
process.on('SIGINT', () => undefined);

/**
 * Vault's transit API (https://developer.hashicorp.com/vault/api-docs/secret/transit), with a cipher that changes
 * nothing. It only holds the stack's key, with which the CLI encrypts secrets as always. To derive the key from a
 * passphrase instead takes most of the processor time of a short command.
 */
async function answerAsVault(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { plaintext, ciphertext } = JSON.parse(await text(request)) as Readonly<Record<string, string>>;
  const data = ciphertext === undefined ? { ciphertext: `vault:v1:${plaintext}` } : { plaintext: ciphertext.slice(9) };
  response.setHeader('content-type', 'application/json').end(JSON.stringify({ data }));
}

const vault = createServer((request, response) => void answerAsVault(request, response));
vault.listen(0, '127.0.0.1', () => {
  // The parent process reads two ports: this one, and that of the provider.
  console.log((vault.address() as AddressInfo).port);
  void main(provider, process.argv.slice(2));
});
