/**
 * The content of a platform that the library compiles to rules and dashboards, before a stack overrides a threshold.
 */
import type { ExporterDefinition, ExporterMetric } from '../exporters/definition';
import type { Server } from '../contract/monitoring-servers';
import type { ContractPromise } from '../contract/metric';
import type { RecordingRule } from '../promql/recording-rule';
import type { Slo } from '../slo/slo';
import type { AlertDefinition, DataSourceAlert } from './alert';
import type { InhibitionTable } from './inhibition-table';
import { lookUp } from './look-up';
import type { PanelIds } from './panel-refs';
import type { VerbatimFiles } from './verbatim';

export interface Catalogue extends ContractPromise {
  /** Example values of the labels that alerts name, for the preview of a notification. */
  readonly labelExamples?: Readonly<Record<string, readonly string[]>>;
  /** The prefix of the names of its resources, files and labels, such as "shop". */
  readonly name: string;
  /** Value of the label `monitor` on every sample and alert that leaves its Prometheus. */
  readonly monitor: string;
  /** The platform's name for people; the title of its folder in Grafana. */
  readonly title: string;
  /** Where its runbooks are published, without a trailing slash; a stack may override it. */
  readonly runbooksUrl: string;
  /** Set if it has a stand-in backend, which Docker deploys if a stack has no real one. */
  readonly hasDemo?: true;
  /** The groups of its rules, in their order. */
  readonly groups: readonly string[];
  /** The groups whose alerts measure the platform. */
  readonly platformGroups: readonly string[];
  /** The team that owns each component; the value of the label `team`. */
  readonly teams: Readonly<Record<string, string>>;
  readonly alerts: Readonly<Record<string, AlertDefinition>>;
  /** The alert that always fires, so that its absence shows that notifications no longer arrive. */
  readonly heartbeat?: string;
  /** The alert on metrics of the contract that have disappeared. */
  readonly missingMetrics?: string;
  /** The alert on a Prometheus that does not answer, which only Grafana can evaluate. */
  readonly dataSource?: DataSourceAlert;
  readonly inhibitions: InhibitionTable;
  readonly slos: Readonly<Record<string, Slo>>;
  /** The recording rules for dashboards and alerts, by their group. */
  readonly records: Readonly<Record<string, Readonly<Record<string, RecordingRule>>>>;
  readonly panels: PanelIds;
  /** The exporters that a stack may have, in the order of their scrape jobs. */
  readonly exporters: Readonly<Record<string, ExporterDefinition>>;
  /** The metrics of the monitoring servers that rules and panels read. */
  readonly serverMetrics: Readonly<Record<string, Server>>;
  /** Rule files and dashboards that stacks deploy without changes. */
  readonly verbatim?: VerbatimFiles;
}

export const alertNames = ({ alerts }: Catalogue): string[] => Object.keys(alerts);

export const alertDefinition = ({ alerts }: Catalogue, name: string): AlertDefinition => lookUp('alert', alerts, name);
export const exporterDefinition = ({ exporters }: Catalogue, name: string): ExporterDefinition =>
  lookUp('exporter', exporters, name);

/** Every metric of the exporters that rules and panels may read, with the job that scrapes it. */
export const exporterMetrics = ({ exporters }: Catalogue): Record<string, ExporterMetric & { readonly job: string }> =>
  Object.fromEntries(
    Object.values(exporters).flatMap(({ job, metrics }) =>
      Object.entries(metrics).map(([name, metric]) => [name, { ...metric, job }]),
    ),
  );

/** A group's name in files, links and resource names, which cannot contain underscores. */
export const slug = (group: string): string => group.replace('_', '-');

/** The runbook file of a group's alerts, in `runbooks/`. */
export const runbookFile = (group: string): string => `${slug(group)}.md`;
