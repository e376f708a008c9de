/** What an exporter is: everything about the exporter of Postgres, for example, stands in its one file. */
import type { z } from 'zod';
import type { Secret } from '../settings/secret';

/** Folder of an exporter's credentials, in its container. */
export const SECRETS = '/etc/exporter-secrets';
/** Where the exporter of a host sees the file system of that host. */
export const HOST_ROOT = '/host';
/** The user and group `nobody`. */
export const NOBODY = 65534;

/** How an exporter is started, whoever runs it. */
export interface ExporterProgram {
  readonly entrypoint: string;
  readonly args: readonly string[];
  /** User and group, never root. */
  readonly user: number;
  readonly env: Readonly<Record<string, string>>;
  /** Files in {@link SECRETS} by name: everybody who may inspect a container reads its environment and its arguments. */
  readonly credentials: Readonly<Record<string, Secret>>;
}

/** A metric of an exporter that alerts and panels read. */
export interface ExporterMetric {
  readonly type: 'counter' | 'gauge';
  /** The labels that queries use; some exporters add more. */
  readonly labels: readonly string[];
}
export type ExporterMetrics = Readonly<Record<string, ExporterMetric>>;

const metric =
  <const T extends ExporterMetric['type']>(type: T) =>
  <const L extends readonly string[]>(...labels: L) => ({ type, labels });
export const exporterGauge = metric('gauge');
export const exporterCounter = metric('counter');

/** What every exporter has in a stack file. */
export interface ExporterSettings {
  readonly enabled: boolean;
  readonly image: string;
  /** Limit in MiB. */
  readonly memory: number;
  /** Where it reaches the server that it watches, as host:port; none where it watches the host. */
  readonly address?: string | undefined;
}

/** The settings of an exporter's own, which stand in a stack file beside those that every exporter has. */
export type OwnSettings = Readonly<Record<string, z.ZodType>>;
type Values<S extends OwnSettings, R extends keyof S> = {
  readonly [K in keyof S]: K extends R ? NonNullable<z.output<S[K]>> : z.output<S[K]>;
};

export interface ExporterDefinition<M extends ExporterMetrics = ExporterMetrics, Settings = ExporterSettings> {
  /** Its scrape job, and the name of its container or service. */
  readonly job: string;
  /** Where it listens. */
  readonly port: number;
  /** The image that a stack runs where it does not name another one, with a fixed tag. */
  readonly image: string;
  /**
   * A server that it reaches over the network, by its name as in "Postgres": the stack runs the exporter in a container.
   * Or the machine that it runs on: with Docker that container sees the file system of the host, at {@link HOST_ROOT};
   * on Kubernetes the chart brings its own node exporter, which takes the image, the memory and the job from here.
   */
  readonly watches: { readonly server: string } | 'host';
  readonly settings: OwnSettings;
  /** The settings of its own that it cannot do without, and what each of them needs, as in "the password of its role". */
  readonly required: Readonly<Record<string, string>>;
  readonly metrics: M;
  /** How it is started with a stack's settings, in which nothing is missing. */
  program(settings: Settings): ExporterProgram;
}

interface Common<M extends ExporterMetrics, S extends OwnSettings, R extends keyof S & string> extends Pick<
  ExporterDefinition<M>,
  'job' | 'port' | 'image' | 'metrics'
> {
  readonly settings?: S;
  readonly required?: Readonly<Record<R, string>>;
}

/** The exporter of a server; `program` gets the settings of its own with their types, and the server's address. */
export const defineServerExporter = <
  const M extends ExporterMetrics,
  S extends OwnSettings = Readonly<Record<never, never>>,
  R extends keyof S & string = never,
>(
  definition: Common<M, S, R> & {
    readonly watches: { readonly server: string };
    program(settings: Values<S, R> & { readonly address: string }): ExporterProgram;
  },
): ExporterDefinition<M, ExporterSettings & Values<S, R> & { readonly address: string }> => ({
  settings: {},
  required: {},
  ...definition,
});

/** The exporter of the host that it runs on. */
export const defineHostExporter = <const M extends ExporterMetrics>(
  definition: Pick<ExporterDefinition<M>, 'job' | 'port' | 'image' | 'metrics'> & { program(): ExporterProgram },
): ExporterDefinition<M> => ({ ...definition, watches: 'host', settings: {}, required: {} });
