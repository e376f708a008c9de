/** What the exporters lack, and what is said of alerts that only they could see. */
import { alertDefinition, alertNames, type Catalogue } from '../../alerting/catalogue';
import { EXPORTER_JOBS, type Exporter } from '../../contract/exporters';
import { SERVER_JOBS } from '../../contract/monitoring-servers';
import { isAvailable, type Overrides } from '../../alerting/resolve';
import type { Contradiction } from '../contradiction';
import { exportersOn, type ParsedExporters as Parsed } from '../exporters';

function missing(parsed: Parsed, exporter: 'postgres' | 'redis', key: 'address' | 'password'): Contradiction[] {
  const settings: { enabled: boolean; address?: unknown; password?: unknown } | undefined = parsed[exporter];
  if (settings?.enabled !== true || settings[key] !== undefined) return [];
  const path = `exporters.${exporter}`;
  const needs = key === 'address' ? 'host:port of the server it watches' : 'the password of its role';
  return [{ key: `${path}.${key}`, message: `missing; needs ${needs}`, from: [`${path}.${key}`, `${path}.enabled`] }];
}

/** What is said of alerts that do not exist here. */
function withoutExporter(catalogue: Catalogue, thresholds: Overrides, exporters: readonly Exporter[]): Contradiction[] {
  return alertNames(catalogue)
    .filter((name) => thresholds[name] !== undefined && !isAvailable(name, { catalogue, exporters, recorded: true }))
    .map((name) => {
      const groups = (alertDefinition(catalogue, name).requires ?? []).map((exporter) => `exporters.${exporter}`);
      return {
        key: `thresholds.${name}`,
        message: `there is no such alert without ${groups.join(' or ')}, which is off`,
        from: [`thresholds.${name}`, ...groups],
      };
    });
}

/** Two scrape jobs of one name: Prometheus refuses the file. */
function takenJob(job: string): Contradiction[] {
  const taken: readonly string[] = [...Object.values(SERVER_JOBS), ...Object.values(EXPORTER_JOBS)];
  const key = 'backend.selector.job';
  return taken.includes(job)
    ? [{ key, message: `had "${job}", which is the job of another part of the monitoring`, from: [key] }]
    : [];
}

export const checkExporters = (
  catalogue: Catalogue,
  parsed: Parsed,
  { thresholds, job }: { readonly thresholds: Overrides; readonly job: string },
): Contradiction[] => [
  ...missing(parsed, 'postgres', 'address'),
  ...missing(parsed, 'postgres', 'password'),
  ...missing(parsed, 'redis', 'address'),
  ...withoutExporter(catalogue, thresholds, exportersOn(parsed)),
  ...takenJob(job),
];
