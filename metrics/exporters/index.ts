/** The exporters that a stack may have, in the order of their rows and scrape jobs. */
import type { ExporterDefinition } from '../../lib/exporters/definition';
import { node } from './node';
import { postgres } from './postgres';
import { redis } from './redis';

export const exporters = { postgres, redis, node } as const satisfies Readonly<Record<string, ExporterDefinition>>;
export type ExporterName = keyof typeof exporters;
export const exporterNames = Object.keys(exporters) as ExporterName[];

/** The definitions of some exporters. */
export const exporterDefinitions = (names: readonly string[]): ExporterDefinition[] =>
  exporterNames.filter((name) => names.includes(name)).map((name) => exporters[name]);
