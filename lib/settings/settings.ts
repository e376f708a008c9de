/** Turns the raw keys of a stack into its settings, and reports all mistakes in one message. */
import type { SilenceForm } from '../alerting/acknowledgement';
import type { z } from 'zod';
import { Platform } from '../promql';
import type { RuleContext } from '../alerting/resolve';
import type { DashboardContext, PlatformDefinition } from '../dashboards/definition';
import { clusterNames } from './backend';
import { findContradictions } from './checks';
import { maintenanceEntries } from './maintenance';
import { sessionsOf } from './market';
import { dottedPath, isPathPrefixOfOther } from './key-path';
import { explainProblems, fieldsOf, describeNeed } from './problems';
import { listProblems, type Problem } from './contradiction';
import { isGroup, type Json as Group } from '../json-values';
import { sortKeys } from './raw';
import { applyDefaults, schemaOf, type Settings } from './schema';
import { clearTextSecrets } from './secret';

/** A stack file that cannot be used. `message` is for the person who wrote it and lists every mistake. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';

  constructor(
    readonly stackName: string,
    readonly problems: readonly Problem[],
  ) {
    super(`stack "${stackName}" has ${listProblems(problems)}`);
  }
}

/** The parts of `raw` that are valid by themselves, so that one invalid key does not hide the mistakes in others. */
function validSubset(field: z.ZodType, raw: unknown): unknown {
  const fields = fieldsOf(field);
  if (fields.size === 0 || !isGroup(raw)) return raw;
  return Object.fromEntries(
    Object.entries(raw).flatMap(([key, value]) => {
      const inner = fields.get(key);
      if (inner === undefined) return [];
      const part = validSubset(inner, value);
      return inner.safeParse(part).success ? [[key, part]] : [];
    }),
  );
}

/** Contradictions between valid settings, without those concluded from an invalid key. */
function contradictions(
  catalogue: PlatformDefinition,
  raw: unknown,
  wrong: readonly Problem[],
  isSecret: (key: string) => boolean,
): Problem[] {
  const schema = schemaOf(catalogue);
  const valid = validSubset(schema, raw) as Group;
  const parsed = schema.safeParse({ environment: 'any', ...valid });
  const isWrong = (key: string) => wrong.some((other) => isPathPrefixOfOther(key, other.key));
  if (!parsed.success) return [];
  const found = findContradictions({ catalogue, settings: parsed.data, raw: valid }).filter(
    ({ from }) => !from.some(isWrong),
  );
  const problems = found
    .filter(({ key }, index) => found.findIndex((other) => other.key === key) === index)
    .map(({ key, message, from, repeatsValues }) => ({
      key,
      message:
        repeatsValues && from.some(isSecret)
          ? 'contradicts another setting; it is a secret, so its value is not shown'
          : message,
    }));
  return [...problems, ...clearTextSecrets(parsed.data, raw, isSecret)];
}

/** Drops empty groups: the engine passes one for each declared key that a stack leaves out. */
const withoutEmpty = (raw: Group): Group =>
  Object.fromEntries(Object.entries(raw).filter(([, value]) => !isGroup(value) || Object.keys(value).length > 0));

/**
 * The settings that `raw` stands for: the keys of a stack file, without the project's prefix. The values of the keys in
 * `secrets` are never repeated in a message. Throws a {@link SettingsError} that lists every mistake.
 */
export function toSettings(
  catalogue: PlatformDefinition,
  stack: string,
  raw: unknown,
  secrets: ReadonlySet<string> = new Set(),
): Settings {
  const schema = schemaOf(catalogue);
  const unnamed = isGroup(raw) && [undefined, null, ''].some((nothing) => raw.environment === nothing);
  const named = isGroup(raw) ? withoutEmpty(unnamed ? { ...raw, environment: stack } : raw) : raw;
  const result = schema.safeParse(named, { error: describeNeed });
  const isSecret = (key: string) => [...secrets].some((secret) => isPathPrefixOfOther(key, secret));
  const wrong = result.success
    ? []
    : explainProblems(result.error, named, catalogue, schema, (path) => isSecret(dottedPath(path)));
  const problems = isGroup(named) ? [...wrong, ...contradictions(catalogue, named, wrong, isSecret)] : wrong;
  if (!result.success || problems.length > 0) throw new SettingsError(stack, problems);
  return applyDefaults(catalogue, sortKeys(result.data));
}

/** The silence form of the engine that notifies; undefined for an Alertmanager that this stack does not deploy. */
function silenceForm({
  alerting: { engine },
  alertmanager: server,
  grafana,
  external,
}: Settings): SilenceForm | undefined {
  if (engine === 'grafana') return { engine, url: grafana.externalUrl };
  return external === undefined ? { engine, url: server.externalUrl } : undefined;
}

/** The settings that the catalogue and the dashboards need. */
export function ruleContext(settings: Settings): RuleContext & Pick<DashboardContext, 'catalogue'> {
  return {
    catalogue: settings.catalogue,
    environment: settings.environment,
    platform: new Platform(settings.backend.selector),
    thresholds: settings.thresholds,
    exporters: Object.keys(settings.exporters),
    scrapeInterval: settings.backend.scrapeInterval,
    clusters: clusterNames(settings.backend),
    slos: settings.slos,
    maintenance: maintenanceEntries(settings.maintenance),
    market: { environment: settings.environment, sessions: sessionsOf(settings.market.sessions) },
    evaluatesRules: settings.external?.evaluatesRules ?? true,
    sharedPrometheus: settings.external !== undefined,
    runbooksUrl: settings.runbooks.baseUrl,
    grafanaUrl: settings.grafana.externalUrl,
    silenceForm: silenceForm(settings),
    contacts: settings.contacts,
    teamContacts: Object.fromEntries(
      Object.entries(settings.alerting.teams).map(([team, ofTeam]) => [team, ofTeam.contacts]),
    ),
  };
}
