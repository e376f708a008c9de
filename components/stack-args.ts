/**
 * Settings as a program passes them: plain values, and outputs of other resources where the engine can wait for them.
 */
import type * as pulumi from '@pulumi/pulumi';
import type { PlatformDefinition } from '../lib/dashboards/definition';
import type { ExporterSettings } from '../lib/exporters/definition';
import type { Parsed } from '../lib/settings/schema';
import type { Secret, SecretReference } from '../lib/settings/secret';
import type { DEFERRABLE } from './deferred-inputs';

/** Turns `*` in a path into a type. */
type Pattern<Path> = Path extends `${infer Before}*${infer After}` ? `${Before}${string}${Pattern<After>}` : Path;
type Deferrable = Pattern<(typeof DEFERRABLE)[number]>;

/** Settings as a program writes them: all optional, with outputs where the engine can wait for the value. */
type Arguments<T, Path extends string> = T extends Secret
  ? pulumi.Input<string> | { readonly secretKeyRef: SecretReference }
  : T extends readonly (infer Element)[]
    ? readonly Argument<Element, `${Path}0`>[]
    : T extends object
      ? { readonly [K in keyof T]?: Argument<T[K], `${Path}${K & string}`> | undefined }
      : T;
type Argument<T, Path extends string> = Path extends Deferrable
  ? pulumi.Input<string>
  : Arguments<Exclude<T, undefined>, `${Path}.`>;

type Exporters = PlatformDefinition['exporters'];
/** The settings of an exporter's own. */
type SettingsOf<Definition> = Definition extends { program(settings: infer Settings): unknown } ? Settings : never;
/** If the type of an exporter's own settings is not known, they are checked when the program runs. */
type OwnArguments<Definition> =
  ExporterSettings extends SettingsOf<Definition> ? Readonly<Record<string, unknown>> : unknown;

/**
 * The settings of a stack (docs/settings.md). A `pulumi.Input` may be an output of another resource. All other settings
 * decide the content of rules, dashboards or names, and need a value. `Platform` is the type of the platform's
 * exporters.
 */
export type ObservabilityArgs<Platform extends Exporters = Exporters> = {
  readonly [K in Exclude<keyof Parsed, 'exporters'>]?: Argument<Parsed[K], K & string>;
} & {
  /** Each exporter by its name; addresses, images and credentials may be outputs. */
  readonly exporters?: {
    readonly [K in keyof Platform]?: Arguments<SettingsOf<Platform[K]>, `exporters.${K & string}.`> &
      OwnArguments<Platform[K]>;
  };
};
