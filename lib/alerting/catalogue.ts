/** What a platform's rules are made of: the content that the library compiles, before a stack changes a number. */
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
  /** What its resources, files and labels are called after, such as "shop". */
  readonly name: string;
  /** Value of the label `monitor` on all that leaves its Prometheus. */
  readonly monitor: string;
  /** What people call it; the title of its folder in Grafana. */
  readonly title: string;
  /** Where its runbooks are published, without a slash at the end; a stack may say another place. */
  readonly runbooksUrl: string;
  /** Whether it brings a stand-in backend, which Docker deploys where a stack has no real one. */
  readonly hasDemo?: true;
  /** The groups of its rules, in their order. */
  readonly groups: readonly string[];
  /** Those whose alerts measure the platform. */
  readonly platformGroups: readonly string[];
  /** The team that answers for each component, as alerts name it. */
  readonly teams: Readonly<Record<string, string>>;
  readonly alerts: Readonly<Record<string, AlertDefinition>>;
  /** The alert that always fires: its absence is the message. */
  readonly heartbeat?: string;
  /** The alert on metrics of the contract that are gone. */
  readonly missingMetrics?: string;
  /** The alert on a Prometheus that does not answer, which Grafana alone can evaluate. */
  readonly dataSource?: DataSourceAlert;
  readonly inhibitions: InhibitionTable;
  readonly slos: Readonly<Record<string, Slo>>;
  /** What is recorded for dashboards and alerts, by the group that it stands in. */
  readonly records: Readonly<Record<string, Readonly<Record<string, RecordingRule>>>>;
  readonly panels: PanelIds;
  /** The exporters that a stack may have, in the order of their scrape jobs. */
  readonly exporters: Readonly<Record<string, ExporterDefinition>>;
  /** The metrics of the monitoring servers that rules and panels read. */
  readonly serverMetrics: Readonly<Record<string, Server>>;
  /** Rule files and dashboards that the stacks deploy as they are written. */
  readonly verbatim?: VerbatimFiles;
}

export const alertNames = ({ alerts }: Catalogue): string[] => Object.keys(alerts);

export const alertDefinition = ({ alerts }: Catalogue, name: string): AlertDefinition => lookUp('alert', alerts, name);
export const exporterDefinition = ({ exporters }: Catalogue, name: string): ExporterDefinition =>
  lookUp('exporter', exporters, name);

/** Every metric of the exporters that rules and panels may read, with the job that it comes from. */
export const exporterMetrics = ({ exporters }: Catalogue): Record<string, ExporterMetric & { readonly job: string }> =>
  Object.fromEntries(
    Object.values(exporters).flatMap(({ job, metrics }) =>
      Object.entries(metrics).map(([name, metric]) => [name, { ...metric, job }]),
    ),
  );

/** A group's name in files, links and resource names, which have no underscores. */
export const slug = (group: string): string => group.replace('_', '-');

/** The runbook file of a group's alerts, in `runbooks/`. */
export const runbookFile = (group: string): string => `${slug(group)}.md`;
