/** A platform's observability as one component, for a program that has other resources too. */
import * as pulumi from '@pulumi/pulumi';
import type { PlatformDefinition } from '../lib/dashboards/definition';
import { schemaOf, type Parsed } from '../lib/settings/schema';
import type { Secret, SecretReference } from '../lib/settings/secret';
import { SettingsError, toSettings } from '../lib/settings/settings';
import { inheritedOptions } from './children';
import { deferInputs, type DEFERRABLE } from './deferred-inputs';
import { deployStack } from './deploy';
import type { StackOutputs } from './stack-outputs';

/** `*` in a path as a type. */
type Pattern<Path> = Path extends `${infer Before}*${infer After}` ? `${Before}${string}${Pattern<After>}` : Path;
type Deferrable = Pattern<(typeof DEFERRABLE)[number]>;

/** Settings as a program writes them: all optional, and outputs where the engine can wait for the value. */
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

/**
 * The settings of a stack (docs/settings.md). What is a `pulumi.Input` may be an output of another resource; all else
 * decides the content of rules, dashboards or names and needs a value.
 */
export type ObservabilityArgs = {
  readonly [K in Exclude<keyof Parsed, 'exporters'>]?: Argument<Parsed[K], K & string>;
} & {
  /** Each exporter by its name; addresses, images and credentials may be outputs. */
  readonly exporters?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
};

export interface PlatformArgs {
  readonly platform: PlatformDefinition;
  readonly settings: ObservabilityArgs;
  /** Makes the stand-in backend, one JavaScript file, where the platform has one. */
  readonly demoProgram?: () => string;
}

/** Mistakes in the arguments, for whoever wrote the program and not a stack file. */
function describeMistakes(name: string, { problems }: SettingsError): pulumi.RunError {
  const lines = problems.map(
    ({ key, message }) =>
      `  ${key}: ${message.startsWith('is in clear text') ? 'is in clear text; hand over a secret, such as config.requireSecret(...)' : message}`,
  );
  return new pulumi.RunError(
    `the arguments of "${name}" have ${problems.length === 1 ? 'a mistake' : `${problems.length} mistakes`}:\n${lines.join('\n')}`,
  );
}

export class Observability extends pulumi.ComponentResource {
  /** Where people open Grafana; undefined where a port-forward alone reaches it. */
  readonly grafanaUrl: pulumi.Output<string | undefined>;
  /** The password of the user `admin`; undefined where Grafana is not this stack's. */
  readonly grafanaPassword: pulumi.Output<string | undefined>;
  readonly prometheusUrl: pulumi.Output<string | undefined>;
  readonly alertmanagerUrl: pulumi.Output<string | undefined>;
  readonly folderUid: pulumi.Output<string>;
  readonly dataSourceUid: pulumi.Output<string>;
  /** The address of each dashboard, by the dashboard's name. */
  readonly dashboardUrls: pulumi.Output<Record<string, string>>;
  /** Names of the Kubernetes secrets that the component makes, by what they hold. */
  readonly secretNames: pulumi.Output<Record<string, string>>;

  constructor(
    name: string,
    { platform, settings: args, demoProgram }: PlatformArgs,
    opts: pulumi.ComponentResourceOptions = {},
  ) {
    const {
      settings: inputs,
      paths,
      resolve,
      resolveAll,
    } = deferInputs(name, schemaOf(platform), {
      environment: name,
      ...args,
    });
    // Not `transforms`: those are handed no value that is unknown yet, so that a preview would lose it.
    const fillIn: pulumi.ResourceTransformation = ({ props, opts: options }) => ({
      props: resolveAll(props) as pulumi.Inputs,
      opts: options,
    });
    super(
      'trading-observability:index:Observability',
      name,
      {},
      paths.length === 0 ? opts : pulumi.mergeOptions(opts, { transformations: [fillIn] }),
    );
    const outputs = resolveAll(
      deployStack(this.checkedSettings(name, platform, inputs, paths), {
        nameOf: (component) => `${name}-${component}`,
        opts: inheritedOptions(this, opts),
        demoProgram,
        resolve,
      }),
    ) as StackOutputs;
    this.grafanaUrl = pulumi.output(outputs.grafanaUrl);
    this.grafanaPassword = pulumi.output(outputs.grafanaPassword);
    this.prometheusUrl = pulumi.output(outputs.prometheusUrl);
    this.alertmanagerUrl = pulumi.output(outputs.alertmanagerUrl);
    this.folderUid = pulumi.output(outputs.folderUid);
    this.dataSourceUid = pulumi.output(outputs.dataSourceUid);
    this.dashboardUrls = pulumi.output(outputs.dashboardUrls);
    this.secretNames = pulumi.output(outputs.secretNames ?? {});
    this.registerOutputs({
      grafanaUrl: this.grafanaUrl,
      grafanaPassword: this.grafanaPassword,
      prometheusUrl: this.prometheusUrl,
      alertmanagerUrl: this.alertmanagerUrl,
      folderUid: this.folderUid,
      dataSourceUid: this.dataSourceUid,
      dashboardUrls: this.dashboardUrls,
      secretNames: this.secretNames,
    });
  }

  private checkedSettings(name: string, platform: PlatformDefinition, inputs: object, paths: readonly string[]) {
    try {
      const settings = toSettings(platform, name, inputs, new Set(paths));
      if (paths.includes('kubernetes.namespace') && !settings.kubernetes.createNamespace)
        throw new SettingsError(name, [
          {
            key: 'kubernetes.namespace',
            message: 'had an output, and needs a value with kubernetes.createNamespace: false, as a preview reads it',
          },
        ]);
      return settings;
    } catch (error) {
      throw error instanceof SettingsError ? describeMistakes(name, error) : error;
    }
  }
}
