/** The exporters of a stack as programs, whoever runs them. */
import { exporterDefinition } from '../alerting/catalogue';
import type { Settings } from '../settings/schema';

/** The exporters that are on. */
export const stackExporters = ({ catalogue, exporters }: Pick<Settings, 'catalogue' | 'exporters'>) =>
  Object.entries(exporters).map(([name, settings]) => {
    const definition = exporterDefinition(catalogue, name);
    const { job, port, watches } = definition;
    return { name, settings, job, port, watches, program: definition.program(settings) };
  });
export type StackExporter = ReturnType<typeof stackExporters>[number];

/** Those of a server, which run anywhere it can be reached from; the exporter of a host belongs to its machine. */
export const serverExporters = (settings: Pick<Settings, 'catalogue' | 'exporters'>) =>
  stackExporters(settings).filter(({ watches }) => watches !== 'host');

/** The exporter of the host, where it is on. */
export const hostExporter = (settings: Pick<Settings, 'catalogue' | 'exporters'>) =>
  stackExporters(settings).find(({ watches }) => watches === 'host');
