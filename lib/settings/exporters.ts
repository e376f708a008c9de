/**
 * Settings of the exporters. An exporter is on if its group is in the stack file, unless the group has `enabled:
 * false`.
 */
import { joinWords } from '../units';
import { z } from 'zod';
import type { Catalogue } from '../alerting/catalogue';
import type { ExporterDefinition, ExporterSettings } from '../exporters/definition';
import { address, flag, image, memory } from './fields';

function groupOf({ image: pinned, watches, settings }: ExporterDefinition) {
  const common = {
    enabled: flag.default(true).describe('`false` switches it off and keeps its settings'),
    image: image.default(pinned).describe('Image of the exporter'),
    memory: memory(16).default(64).describe('Memory limit in MiB'),
  };
  if (watches === 'host') return z.strictObject({ ...common, ...settings });
  return z.strictObject({
    ...common,
    address: address.optional().describe(`Where the exporter reaches ${watches.server}; required while it is on`),
    ...settings,
  });
}

/** The group `exporters`: a group for each exporter of the platform. */
export function exportersOf({ exporters }: Catalogue) {
  const watched = Object.values(exporters).map(({ watches }) => (watches === 'host' ? 'the host' : watches.server));
  return z
    .strictObject(
      Object.fromEntries(Object.entries(exporters).map(([name, definition]) => [name, groupOf(definition).optional()])),
    )
    .prefault({})
    .describe(
      watched.length === 0
        ? 'None: the platform has no exporters'
        : `What watches ${joinWords(watched)}; each is off until its group is there`,
    );
}

/** The settings as the schema returns them: an enabled exporter may still lack required settings. */
export type ParsedExporters = Readonly<Record<string, ExporterSettings | undefined>>;

/** The enabled exporters by name, in the platform's order, with all their required settings. */
export type Exporters = Readonly<Record<string, ExporterSettings>>;

/** The enabled exporters. Call this only on settings in which {@link checkExporters} finds no problem. */
export const decideExporters = (catalogue: Catalogue, parsed: ParsedExporters): Exporters =>
  Object.fromEntries(
    Object.keys(catalogue.exporters).flatMap((name) => {
      const settings = parsed[name];
      return settings?.enabled === true ? [[name, settings]] : [];
    }),
  );
