/**
 * The exporters that a stack may have, in the order of their rows and scrape jobs. Each has three files and one line
 * here.
 */
import type { ExporterDefinition } from '../lib/exporters/definition';
import { node } from '../metrics/exporters/node';
import { postgres } from '../metrics/exporters/postgres';
import { redis } from '../metrics/exporters/redis';
import { nodeAlerts } from '../rules/node';
import { postgresAlerts } from '../rules/postgres';
import { redisAlerts } from '../rules/redis';
import { nodePanels, nodeRow } from './node';
import { postgresPanels, postgresRow } from './postgres';
import { redisPanels, redisRow } from './redis';

export const exporters = {
  postgres: { definition: postgres, alerts: postgresAlerts, panels: postgresPanels, row: postgresRow },
  redis: { definition: redis, alerts: redisAlerts, panels: redisPanels, row: redisRow },
  node: { definition: node, alerts: nodeAlerts, panels: nodePanels, row: nodeRow },
} as const;
export type ExporterName = keyof typeof exporters;
export const exporterNames = Object.keys(exporters) as ExporterName[];

export const exporterDefinitions: Readonly<Record<string, ExporterDefinition>> = Object.fromEntries(
  exporterNames.map((name) => [name, exporters[name].definition]),
);

type Intersection<T> = (T extends unknown ? (each: T) => void : never) extends (all: infer All) => void ? All : never;
const merge = <T>(parts: readonly T[]) => Object.assign({}, ...parts) as Intersection<T>;

/** The alerts of all exporters, by name. */
export const exporterAlerts = merge(exporterNames.map((name) => exporters[name].alerts));
/** Their panels on the infrastructure dashboard. */
export const exporterPanels = merge(exporterNames.map((name) => exporters[name].panels));
