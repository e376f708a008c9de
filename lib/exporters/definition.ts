/** The definition of an exporter: everything about the exporter of Postgres, for example, is in its one file. */
import type { z } from 'zod';
import type { Secret } from '../settings/secret';

/** Folder of an exporter's credentials, in its container. */
export const SECRETS = '/etc/exporter-secrets';
/** Where the host's exporter mounts the file system of the host. */
export const HOST_ROOT = '/host';
/** The user and group `nobody`. */
export const NOBODY = 65534;

/** How to start an exporter, on every target. */
export interface ExporterProgram {
  readonly entrypoint: string;
  readonly args: readonly string[];
  /** User and group, never root. */
  readonly user: number;
  readonly env: Readonly<Record<string, string>>;
  /**
   * Files in {@link SECRETS} by name, because everybody who can inspect a container can read its environment and its
   * arguments.
   */
  readonly credentials: Readonly<Record<string, Secret>>;
}

/** A metric of an exporter that alerts and panels use. */
export interface ExporterMetric {
  readonly type: 'counter' | 'gauge';
  /** The labels that queries use; an exporter may add more. */
  readonly labels: readonly string[];
}
export type ExporterMetrics = Readonly<Record<string, ExporterMetric>>;

const metric =
  <const T extends ExporterMetric['type']>(type: T) =>
  <const L extends readonly string[]>(...labels: L) => ({ type, labels });
export const exporterGauge = metric('gauge');
export const exporterCounter = metric('counter');

/** Settings that every exporter has. */
export interface ExporterSettings {
  readonly enabled: boolean;
  readonly image: string;
  /** Memory limit in MiB. */
  readonly memory: number;
  /** Address of the monitored server, as host:port; undefined if it monitors the host. */
  readonly address?: string | undefined;
}

/** The exporter's own settings, in addition to those that every exporter has. */
export type OwnSettings = Readonly<Record<string, z.ZodType>>;
type Values<S extends OwnSettings, R extends keyof S> = {
  readonly [K in keyof S]: K extends R ? NonNullable<z.output<S[K]>> : z.output<S[K]>;
};

export interface ExporterDefinition<M extends ExporterMetrics = ExporterMetrics, Settings = ExporterSettings> {
  /** Its scrape job, which is also the name of its container or service. */
  readonly job: string;
  /** The port on which it listens. */
  readonly port: number;
  /** The default image, with a fixed tag. */
  readonly image: string;
  /**
   * The name of the server that it connects to, as in "Postgres": the stack then runs the exporter in a container. Or
   * the machine that it runs on: with Docker that container sees the host's file system at {@link HOST_ROOT}; on
   * Kubernetes the chart has a node exporter of its own, which uses the image, the memory limit and the job from here.
   */
  readonly watches: { readonly server: string } | 'host';
  readonly settings: OwnSettings;
  /** Its required settings, and what each of them needs, as in "the password of its role". */
  readonly required: Readonly<Record<string, string>>;
  readonly metrics: M;
  /** How to start it with a stack's settings, in which all required ones are set. */
  program(settings: Settings): ExporterProgram;
}

interface Common<M extends ExporterMetrics, S extends OwnSettings, R extends keyof S & string> extends Pick<
  ExporterDefinition<M>,
  'job' | 'port' | 'image' | 'metrics'
> {
  readonly settings?: S;
  readonly required?: Readonly<Record<R, string>>;
}

/** Defines the exporter of a server; `program` gets its own settings with their types, and the server's address. */
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

/** Defines the exporter of the host that it runs on. */
export const defineHostExporter = <const M extends ExporterMetrics>(
  definition: Pick<ExporterDefinition<M>, 'job' | 'port' | 'image' | 'metrics'> & { program(): ExporterProgram },
): ExporterDefinition<M> => ({ ...definition, watches: 'host', settings: {}, required: {} });
