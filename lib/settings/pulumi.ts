/** The only module that reads Pulumi's configuration. */
import * as pulumi from '@pulumi/pulumi';
import type { PlatformDefinition } from '../dashboards/definition';
import { misspeltProjects } from './project-key';
import { parseStructured } from './raw';
import type { Settings } from './schema';
import { SettingsError, toSettings } from './settings';

/** The SDK knows which keys the engine decrypted, but its types do not declare it. */
const runtime: typeof pulumi.runtime & { readonly isConfigSecret?: (key: string) => boolean } = pulumi.runtime;

/**
 * The settings of the stack that is being deployed. A mistake ends the program with one message for the person who
 * wrote the stack file, and no stack trace.
 */
export function readSettings(catalogue: PlatformDefinition): Settings {
  const project = pulumi.getProject();
  const prefix = `${project}:`;
  const all = pulumi.runtime.allConfig();
  const ofProject = Object.entries(all).flatMap(([key, value]): [string, string][] =>
    key.startsWith(prefix) ? [[key.slice(prefix.length), value]] : [],
  );
  const secrets = ofProject.map(([key]) => key).filter((key) => runtime.isConfigSecret?.(prefix + key) ?? true);
  try {
    const misspelt = misspeltProjects(Object.keys(all), project);
    if (misspelt.length > 0) throw new SettingsError(pulumi.getStack(), misspelt);
    return toSettings(catalogue, pulumi.getStack(), parseStructured(Object.fromEntries(ofProject)), new Set(secrets));
  } catch (error) {
    if (error instanceof SettingsError) throw new pulumi.RunError(error.message);
    throw error;
  }
}
