/** Settings that exporters need but do not have, and thresholds of alerts that need an exporter that is off. */
import { alertDefinition, alertNames, exporterDefinition, type Catalogue } from '../../alerting/catalogue';
import { SERVER_JOBS } from '../../contract/monitoring-servers';
import { isAvailable, type Overrides } from '../../alerting/resolve';
import { contradictIf, type Contradiction } from '../contradiction';
import { decideExporters, type ParsedExporters } from '../exporters';

/** Required settings that an enabled exporter does not have. */
const checkRequiredKeys = (catalogue: Catalogue, parsed: ParsedExporters): Contradiction[] =>
  Object.entries(decideExporters(catalogue, parsed)).flatMap(([name, settings]) => {
    const { watches, required } = exporterDefinition(catalogue, name);
    const needed = { ...(watches !== 'host' && { address: 'host:port of the server it watches' }), ...required };
    const values: Readonly<Record<string, unknown>> = { ...settings };
    const path = `exporters.${name}`;
    return Object.entries(needed)
      .filter(([key]) => values[key] === undefined)
      .map(([key, needs]) => ({
        key: `${path}.${key}`,
        message: `missing; needs ${needs}`,
        from: [`${path}.${key}`, `${path}.enabled`],
      }));
  });

/** Thresholds of alerts that this stack does not have, because their exporter is off. */
function withoutExporter(catalogue: Catalogue, thresholds: Overrides, exporters: readonly string[]): Contradiction[] {
  return alertNames(catalogue)
    .filter(
      (name) => thresholds[name] !== undefined && !isAvailable(name, { catalogue, exporters, evaluatesRules: true }),
    )
    .map((name) => {
      const groups = (alertDefinition(catalogue, name).requires ?? []).map((exporter) => `exporters.${exporter}`);
      return {
        key: `thresholds.${name}`,
        message: `there is no such alert without ${groups.join(' or ')}, which is off`,
        from: [`thresholds.${name}`, ...groups],
      };
    });
}

/** Two scrape jobs with one name: Prometheus rejects such a file. */
function takenJob({ exporters }: Catalogue, job: string): Contradiction[] {
  const reservedJobs: readonly string[] = [
    ...Object.values(SERVER_JOBS),
    ...Object.values(exporters).map((each) => each.job),
  ];
  return contradictIf(
    reservedJobs.includes(job),
    'backend.selector.job',
    `had "${job}", which is the job of another part of the monitoring`,
  );
}

export const checkExporters = (
  catalogue: Catalogue,
  parsed: ParsedExporters,
  { thresholds, job }: { readonly thresholds: Overrides; readonly job: string },
): Contradiction[] => [
  ...checkRequiredKeys(catalogue, parsed),
  ...withoutExporter(catalogue, thresholds, Object.keys(decideExporters(catalogue, parsed))),
  ...takenJob(catalogue, job),
];
