/** From the raw keys of a stack to its settings: all mistakes at once, in one message. */
import { homepage } from '../package.json';
import { Platform } from '../metrics/promql';
import { alertNames, type Overrides, type RuleContext } from '../rules/catalogue';
import { check, checkThresholds } from './checks';
import { explain, type Problem } from './problems';
import { override, schema, type Parsed, type Settings } from './schema';

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

function decide(parsed: Parsed): Settings {
  const { address } = parsed.backend;
  const local = (port: number) => `http://localhost:${port}`;
  return {
    ...parsed,
    demo: parsed.demo && address === undefined,
    backend: { ...parsed.backend, address: address ?? 'backend:8000' },
    grafana: { ...parsed.grafana, externalUrl: parsed.grafana.externalUrl ?? local(parsed.grafana.port) },
    prometheus: { ...parsed.prometheus, externalUrl: parsed.prometheus.externalUrl ?? local(parsed.prometheus.port) },
    runbooks: { baseUrl: parsed.runbooks.baseUrl ?? `${homepage}/blob/main/runbooks` },
  };
}

const isGroup = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The overridden values that are right by themselves, so that one wrong key does not hide what is wrong with others. */
function validOverrides(raw: unknown): Overrides {
  if (!isGroup(raw)) return {};
  const valid = (given: unknown) =>
    Object.fromEntries(
      Object.entries(override.shape).flatMap(([key, field]) => {
        const { success, data } = field.safeParse(isGroup(given) ? given[key] : undefined);
        return success ? [[key, data]] : [];
      }),
    );
  return Object.fromEntries(alertNames.map((name) => [name, valid(raw[name])]));
}

/**
 * The settings that `raw` (the keys of a stack file, without the project's prefix) stand for.
 * Throws a {@link SettingsError} that lists every mistake.
 */
export function toSettings(stack: string, raw: Readonly<Record<string, unknown>>): Settings {
  const named = {
    ...raw,
    environment: raw.environment === undefined || raw.environment === '' ? stack : raw.environment,
  };
  const result = schema.safeParse(named);
  const problems = result.success
    ? check(result.data)
    : [...explain(result.error, named, schema), ...checkThresholds(validOverrides(raw.thresholds))];
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
  };
}
