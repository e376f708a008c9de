/** From the raw keys of a stack to its settings: all mistakes at once, in one message. */
import { homepage } from '../package.json';
import { isIPv6 } from 'node:net';
import type { z } from 'zod';
import { Platform } from '../metrics/promql';
import type { RuleContext } from '../rules/catalogue';
import { check, everywhere } from './checks';
import { decideKubernetes, ingressUrl } from './kubernetes';
import { at, dotted, explain, fieldsOf, needs, type Problem } from './problems';
import { ENCRYPTED, isGroup } from './raw';
import { schema, type Parsed, type Settings } from './schema';
import { secretsIn } from './secret';
import { meaningless } from './targets';

/** A stack file that cannot be used. `message` is for the person who wrote it and lists every mistake. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';

  constructor(
    readonly stackName: string,
    readonly problems: readonly Problem[],
  ) {
    const lines = problems.map(({ key, message }) => `  ${key}: ${message}`);
    super(
      `stack "${stackName}" has ${problems.length === 1 ? 'a mistake' : `${problems.length} mistakes`}:\n${lines.join('\n')}`,
    );
  }
}

/** Where a person on this machine opens a server. */
function local({ bindAddress, port }: { readonly bindAddress: string; readonly port: number }): string {
  const here = everywhere(bindAddress) || bindAddress === '127.0.0.1' || bindAddress === '::1';
  const host = here ? 'localhost' : isIPv6(bindAddress) ? `[${bindAddress}]` : bindAddress;
  return `http://${host}:${port}`;
}

function decide(parsed: Parsed): Settings {
  const { backend, grafana, kubernetes, prometheus, runbooks } = parsed;
  const ingress = ingressUrl(kubernetes);
  return {
    ...parsed,
    demo: parsed.target === 'docker' && parsed.demo && backend.address === undefined,
    backend: { ...backend, address: backend.address ?? 'backend:8000' },
    grafana: {
      ...grafana,
      localUrl: kubernetes.grafanaUrl ?? ingress ?? local(grafana),
      externalUrl: grafana.externalUrl ?? ingress ?? local(grafana),
    },
    kubernetes: decideKubernetes(kubernetes, parsed.environment),
    prometheus: { ...prometheus, externalUrl: prometheus.externalUrl ?? local(prometheus) },
    runbooks: { baseUrl: runbooks.baseUrl ?? `${homepage}/blob/main/runbooks` },
  };
}

/** The parts of `raw` that are right by themselves, so that one wrong key does not hide what is wrong with others. */
function sound(field: z.ZodType, raw: unknown): unknown {
  const fields = fieldsOf(field);
  if (fields.size === 0 || !isGroup(raw)) return raw;
  return Object.fromEntries(
    Object.entries(raw).flatMap(([key, value]) => {
      const inner = fields.get(key);
      if (inner === undefined) return [];
      const part = sound(inner, value);
      return inner.safeParse(part).success ? [[key, part]] : [];
    }),
  );
}

/** Whether one dotted path is the other's beginning. */
function onOneWay(a: string, b: string): boolean {
  const [one, other] = [a, b].map((key) => `${key.replaceAll('[', '.[')}.`) as [string, string];
  return one.startsWith(other) || other.startsWith(one);
}

/** Credentials that stand in the stack file for everybody to read. */
const inClear = (parsed: Parsed, raw: unknown, isSecret: (key: string) => boolean): Problem[] =>
  secretsIn(parsed)
    .filter((path) => at(raw, path) !== ENCRYPTED && !isSecret(dotted(path)))
    .map(dotted)
    .map((key) => ({ key, message: `is in clear text; \`pulumi config set --secret --path ${key}\` encrypts it` }));

/** Contradictions in what is right by itself, but for those concluded from a key that is wrong. */
function contradictions(raw: unknown, wrong: readonly Problem[], isSecret: (key: string) => boolean): Problem[] {
  const rest = schema.safeParse({ environment: 'any', ...(sound(schema, raw) as object) });
  const isWrong = (key: string) => wrong.some((other) => onOneWay(key, other.key));
  if (!rest.success) return [];
  const found = [...check(rest.data), ...meaningless(raw, rest.data.target)].filter(({ from }) => !from.some(isWrong));
  const told = found
    .filter(({ key }, index) => found.findIndex((other) => other.key === key) === index)
    .map(({ key, message, from }) => ({
      key,
      message: from.some(isSecret) ? 'contradicts another setting; it is a secret, so its value is not told' : message,
    }));
  return [...told, ...inClear(rest.data, raw, isSecret)];
}

/**
 * The settings that `raw` (the keys of a stack file, without the project's prefix) stand for. The values under the
 * keys of `secrets` are never repeated in a message. Throws a {@link SettingsError} that lists every mistake.
 */
export function toSettings(stack: string, raw: unknown, secrets: ReadonlySet<string> = new Set()): Settings {
  const unnamed = isGroup(raw) && [undefined, null, ''].some((nothing) => raw.environment === nothing);
  const named = unnamed ? { ...raw, environment: stack } : raw;
  const result = schema.safeParse(named, { error: needs });
  const isSecret = (key: string) => [...secrets].some((secret) => onOneWay(key, secret));
  const wrong = result.success ? [] : explain(result.error, named, schema, (path) => isSecret(dotted(path)));
  const problems = isGroup(named) ? [...wrong, ...contradictions(named, wrong, isSecret)] : wrong;
  if (!result.success || problems.length > 0) throw new SettingsError(stack, problems);
  return decide(result.data);
}

/** What the catalogue and the dashboards need of the settings. */
export function ruleContext(settings: Settings): RuleContext {
  return {
    environment: settings.environment,
    platform: new Platform(settings.backend.selector),
    thresholds: settings.thresholds,
    runbooksUrl: settings.runbooks.baseUrl,
    grafanaUrl: settings.grafana.externalUrl,
    contacts: settings.contacts,
  };
}
