/** Settings with every exporter on, for the parts of the catalogue that need them. */
import { ENCRYPTED } from '../../lib/settings/raw';
import { exporterNames, exporters, type ExporterName } from '../../dashboards/exporters';
import type { ExporterDefinition } from '../../lib/exporters/definition';

/** The required settings of an exporter: the address of its server, and its password. */
function settingsOf(name: ExporterName): Readonly<Record<string, string>> {
  const { watches, port, settings, required }: ExporterDefinition = exporters[name].definition;
  const keys = [...Object.keys(required), ...('password' in settings ? ['password'] : [])];
  return {
    ...(watches !== 'host' && { address: `${name}:${port}` }),
    ...Object.fromEntries(keys.map((key) => [key, ENCRYPTED])),
  };
}

export const EXPORTERS = {
  exporters: Object.fromEntries(exporterNames.map((name) => [name, settingsOf(name)])) as Readonly<
    Record<ExporterName, Readonly<Record<string, string>>>
  >,
};
