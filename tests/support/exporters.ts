/** Settings with every exporter on, for those parts of the catalogue that exist only then. */
import { ENCRYPTED } from '../../lib/settings/raw';
import { exporterNames, exporters, type ExporterName } from '../../dashboards/exporters';
import type { ExporterDefinition } from '../../lib/exporters/definition';

/** What a stack file has to say of an exporter: where its server is, and the password that it takes. */
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
