/** The exporters of a stack as programs, whoever runs them. */
import { exporterDefinition } from '../alerting/catalogue';
import type { ExporterDefinition, ExporterProgram, ExporterSettings } from '../exporters/definition';
import type { Settings } from '../settings/schema';

/** An exporter that is on. */
export interface StackExporter extends Pick<ExporterDefinition, 'job' | 'port' | 'watches'> {
  readonly name: string;
  readonly settings: ExporterSettings;
  readonly program: ExporterProgram;
}

export const stackExporters = ({ catalogue, exporters }: Pick<Settings, 'catalogue' | 'exporters'>): StackExporter[] =>
  Object.entries(exporters).map(([name, settings]) => {
    const definition = exporterDefinition(catalogue, name);
    const { job, port, watches } = definition;
    return { name, settings, job, port, watches, program: definition.program(settings) };
  });

/** Those of a server, which run anywhere it can be reached from; the exporter of a host belongs to its machine. */
export const serverExporters = (settings: Pick<Settings, 'catalogue' | 'exporters'>): StackExporter[] =>
  stackExporters(settings).filter(({ watches }) => watches !== 'host');

/** The exporter of the host, where it is on. */
export const hostExporter = (settings: Pick<Settings, 'catalogue' | 'exporters'>): StackExporter | undefined =>
  stackExporters(settings).find(({ watches }) => watches === 'host');
