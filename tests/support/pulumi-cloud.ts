/**
 * Stands in for Pulumi Cloud over real HTTP, for Pulumi's real CLI: stacks with their state, and ESC environments. Of
 * the language of environments it knows imports, plain values, references such as `${grafana.token}`, `fn::secret`, and
 * `fn::open::...` with `get`, which returns a made-up secret for each key.
 */
import { load } from 'js-yaml';
import { isGroup, type Json as Group } from '../../lib/json-values';
import { startStandIn, type Answer, type ReceivedRequest, type StandInServer } from './stand-in-server';

const ORGANIZATION = 'acme';

/** What `fn::open::...` returns for a key. */
export const openedSecret = (key: string): string => `opened-${key}`;

/** The value at a path; undefined if there is none. */
const at = (values: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((inner, key) => (isGroup(inner) ? inner[key] : undefined), values);

/**
 * An evaluated value: `Value` in Pulumi's sdk/go/common/esc/value.go. Unless the environment is opened, what a provider
 * returns is unknown.
 */
function evaluate(value: unknown, all: unknown, opens: boolean, secret = false): Group {
  const of = (inner: unknown, isSecret = secret) => evaluate(inner, all, opens, isSecret);
  const result = (evaluated: unknown): Group => ({ value: evaluated, trace: {}, ...(secret && { secret }) });
  if (typeof value === 'string') {
    const [, path] = /^\$\{([\w.]+)\}$/.exec(value) ?? [];
    if (path === undefined) return result(value);
    const [group = '', key = ''] = path.split('.');
    const provider = at(all, group);
    if (!isGroup(provider) || !Object.keys(provider)[0]?.startsWith('fn::open')) return of(at(all, path));
    return opens ? { value: openedSecret(key), trace: {}, secret: true } : { value: null, trace: {}, unknown: true };
  }
  if (Array.isArray(value)) return result(value.map((inner) => of(inner)));
  if (!isGroup(value)) return result(value);
  if ('fn::secret' in value) return of(value['fn::secret'], true);
  return result(Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, of(inner)])));
}

/** The second value merged over the first one; null removes a key. */
function merge(first: unknown, second: unknown): unknown {
  if (!isGroup(second)) return second;
  const before = isGroup(first) ? first : {};
  const changed = Object.entries(second).map(([key, value]) => [key, merge(before[key], value)]);
  const merged: Group = { ...before, ...(Object.fromEntries(changed) as Group) };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null));
}

export interface PulumiCloud {
  readonly requests: readonly ReceivedRequest[];
  /** The deployment settings of each stack by its path, such as `acme/trading-observability/prod`. */
  readonly settings: ReadonlyMap<string, unknown>;
  /** For Pulumi's CLI: it is logged in here. */
  readonly environment: Readonly<Record<string, string>>;
  /** The requests that the stand-in does not know. */
  readonly unknownRequests: readonly string[];
  readonly close: () => Promise<void>;
}

const json = (body: unknown, status = 200): Answer => ({ status, body: JSON.stringify(body) });
const failure = (status: number, message: string, more: Group = {}): Answer =>
  json({ code: status, message, ...more }, status);

/** Starts it with these environments: YAML by `project/name`. */
export async function startPulumiCloud(environments: Readonly<Record<string, string>>): Promise<PulumiCloud> {
  /** The state of each stack by its path. */
  const stacks = new Map<string, unknown>();
  /** The deployment settings of each stack by its path. */
  const settings = new Map<string, unknown>();
  const opened: Group[] = [];
  const unknownRequests: string[] = [];
  let updates = 0;

  /** The values of a definition merged over those of its imports. Throws an error if an import does not exist. */
  function valuesOf(definition: unknown): Group {
    const { imports = [], values = {} } = definition as { imports?: string[]; values?: Group };
    const imported = imports.map((name) => {
      const text = environments[name];
      if (text === undefined) throw new Error(`unknown environment "${name}"`);
      return valuesOf(load(text));
    });
    return [...imported, values].reduce((merged, each) => merge(merged, each) as Group, {});
  }

  /** The answer to a check of a definition, or to its opening. */
  function answerEnvironment(body: string, opens: boolean): Answer {
    let values: Group;
    try {
      values = valuesOf(load(body));
    } catch (error) {
      const begin = { line: 1, column: 13, byte: 12 };
      const range = { environment: '<yaml>', begin, end: begin };
      const diagnostic = { range, summary: (error as Error).message, severity: 'error' };
      return failure(400, 'Bad Request: invalid environment', { diagnostics: [diagnostic] });
    }
    const exported = ['pulumiConfig', 'environmentVariables'].filter((key) => key in values);
    const properties = Object.fromEntries(exported.map((key) => [key, evaluate(values[key], values, opens)]));
    if (!opens) return json({ properties });
    opened.push(properties);
    return json({ id: String(opened.length - 1) });
  }

  function answerStack(method: string, stack: string, action: string, body: string): Answer | undefined {
    const [organization, projectName, stackName] = stack.split('/');
    const call = `${method} ${action.replace(/(preview|update|destroy|refresh)\/\d+/, 'UPDATE')}`;
    if (call === 'POST encrypt') return json({ ciphertext: (JSON.parse(body) as Group).plaintext });
    if (call === 'POST decrypt') return json({ plaintext: (JSON.parse(body) as Group).ciphertext });
    if (/^POST decrypt\/log-(batch-)?decryption$/.test(call)) return json({});
    if (call === 'POST batch-encrypt') return json({ ciphertexts: (JSON.parse(body) as Group).plaintexts });
    if (call === 'POST batch-decrypt') {
      const { ciphertexts } = JSON.parse(body) as { ciphertexts: string[] };
      return json({ plaintexts: Object.fromEntries(ciphertexts.map((text) => [text, text])) });
    }
    if (!stacks.has(stack)) return failure(404, `Stack '${stack}' not found`);
    if (call === 'GET ') {
      const id = { id: stack, orgName: organization, projectName, stackName };
      return json({ ...id, activeUpdate: '', tags: {}, version: updates });
    }
    if (call === 'GET updates') return json({ updates: [] });
    if (call === 'GET export') return json({ version: 3, deployment: stacks.get(stack) });
    if (/^POST (preview|update|destroy|refresh)$/.test(call)) return json({ updateID: String(++updates) });
    if (call === 'POST UPDATE') return json({ version: updates, token: 'lease' });
    if (call === 'PATCH UPDATE/checkpoint') {
      stacks.set(stack, (JSON.parse(body) as Group).deployment);
      return json({});
    }
    if (call === 'GET deployments/settings') return json(settings.get(stack) ?? {});
    if (call === 'POST deployments/settings') {
      settings.set(stack, merge(settings.get(stack), JSON.parse(body)));
      return json({});
    }
    if (call === 'POST deployments/drift/schedules') return json({ id: '1', ...(JSON.parse(body) as Group) });
    if (['POST UPDATE/events/batch', 'POST UPDATE/complete', 'POST UPDATE/renew_lease', 'PATCH tags'].includes(call))
      return json({ token: 'lease' });
    return undefined;
  }

  function answer({ method, path: address, body }: ReceivedRequest): Answer {
    const [path = ''] = address.split('?');
    const user = { githubLogin: 'engineer', organizations: [{ githubLogin: ORGANIZATION, name: ORGANIZATION }] };
    if (path === '/api/user') return json({ id: '1', name: 'engineer', ...user });
    if (path === '/api/capabilities') return json({ capabilities: [] });
    if (path === '/api/user/organizations/default') return json({ gitHubLogin: ORGANIZATION });
    const open = `/api/esc/environments/${ORGANIZATION}/yaml/open`;
    if (path === open) return answerEnvironment(body, true);
    if (path === open.replace(/open$/, 'check')) return answerEnvironment(body, false);
    if (path.startsWith(`${open}/`)) return json({ properties: opened[Number(path.slice(open.length + 1))] });
    const [, place = '', action = ''] = /^\/api\/stacks\/([^/]+\/[^/]+\/[^/]+)\/?(.*)$/.exec(path) ?? [];
    const [, creates] = /^\/api\/stacks\/([^/]+\/[^/]+)$/.exec(path) ?? [];
    if (creates !== undefined && method === 'HEAD') return json({});
    if (creates !== undefined && method === 'POST') {
      stacks.set(`${creates}/${String((JSON.parse(body) as Group).stackName)}`, {
        manifest: { time: '0001-01-01T00:00:00Z', magic: '', version: '' },
      });
      return json({});
    }
    const found = place === '' ? undefined : answerStack(method, place, action, body);
    if (found === undefined) unknownRequests.push(`${method} ${path}`);
    return found ?? failure(404, `Not Found: ${method} ${path}`);
  }

  const server: StandInServer = await startStandIn(answer);
  return {
    requests: server.requests,
    settings,
    environment: { PULUMI_BACKEND_URL: server.url, PULUMI_ACCESS_TOKEN: 'pul-test' },
    unknownRequests,
    close: server.close,
  };
}
