/** A stack before its resources are created: its settings are checked and its content is compiled. */
import type * as pulumi from '@pulumi/pulumi';
import { compile, type Content } from '../lib/compile';
import type { PlatformDefinition } from '../lib/dashboards/definition';
import { schemaOf, type Settings } from '../lib/settings/schema';
import { SettingsError, toSettings } from '../lib/settings/settings';
import { argumentError } from './check-input';
import { deferInputs, type DeferredInputs } from './deferred-inputs';
import type { ObservabilityArgs } from './stack-args';

/**
 * Settings that are outputs of other resources are placeholders in `settings` and `content`, so these are plain values
 * that can decide what is deployed. The resources of a component get the real values through {@link
 * withDeferredInputs}.
 */
export interface PreparedStack extends Omit<DeferredInputs, 'settings'> {
  readonly settings: Settings;
  readonly content: Content;
}

function checkSettings(name: string, platform: PlatformDefinition, inputs: object, paths: readonly string[]): Settings {
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
    if (!(error instanceof SettingsError)) throw error;
    const problems = error.problems.map(({ key, message }) => ({
      key,
      message: message.startsWith('is in clear text')
        ? 'is in clear text; hand over a secret, such as config.requireSecret(...)'
        : message,
    }));
    throw argumentError(name, ...problems);
  }
}

/** Checks and compiles a program's settings, which may contain outputs; `name` is the environment if they set none. */
export function prepareStack(name: string, platform: PlatformDefinition, args: ObservabilityArgs): PreparedStack {
  const { settings: inputs, ...deferred } = deferInputs(name, schemaOf(platform), { environment: name, ...args });
  const settings = checkSettings(name, platform, inputs, deferred.paths);
  return { settings, content: compile(settings), ...deferred };
}

/** Compiles settings without outputs, such as those of a stack file. */
export const compileStack = (settings: Settings): PreparedStack => ({
  settings,
  content: compile(settings),
  paths: [],
  resolve: (text) => text,
  resolveAll: (value) => value,
});

/** Options with which a component and its children get the values of the stack's deferred settings. */
export function withDeferredInputs<Options extends pulumi.ComponentResourceOptions>(
  { paths, resolveAll }: PreparedStack,
  opts: Options,
): Options {
  if (paths.length === 0) return opts;
  // Not `transforms`: the engine does not pass unknown values to those, so a preview would lose them.
  const fillIn: pulumi.ResourceTransformation = ({ props, opts: options }) => ({
    props: resolveAll(props) as pulumi.Inputs,
    opts: options,
  });
  return { ...opts, transformations: [...(opts.transformations ?? []), fillIn] };
}

/** The content for the servers of a target; if the settings are for another target, the error names the property. */
export function serversOf<Target extends Content['servers']['target']>(
  component: string,
  { content: { servers } }: PreparedStack,
  target: Target,
): Extract<Content['servers'], { readonly target: Target }> {
  if (servers.target !== target)
    throw argumentError(component, {
      key: 'target',
      message: `had "${servers.target}", and this component deploys "${target}"`,
    });
  return servers as Extract<Content['servers'], { readonly target: Target }>;
}
