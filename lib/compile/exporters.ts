/** The exporters of a stack as programs, for every target. */
import { exporterDefinition } from '../alerting/catalogue';
import type { Settings } from '../settings/schema';

/** The enabled exporters. */
export const stackExporters = ({ catalogue, exporters }: Pick<Settings, 'catalogue' | 'exporters'>) =>
  Object.entries(exporters).map(([name, settings]) => {
    const definition = exporterDefinition(catalogue, name);
    const { job, port, watches } = definition;
    return { name, settings, job, port, watches, program: definition.program(settings) };
  });
export type StackExporter = ReturnType<typeof stackExporters>[number];

/**
 * Exporters of a server, which can run wherever the server is reachable. The host's exporter has to run on its machine.
 */
export const serverExporters = (settings: Pick<Settings, 'catalogue' | 'exporters'>) =>
  stackExporters(settings).filter(({ watches }) => watches !== 'host');

/** The exporter of the host, if it is enabled. */
export const hostExporter = (settings: Pick<Settings, 'catalogue' | 'exporters'>) =>
  stackExporters(settings).find(({ watches }) => watches === 'host');
