/** Where settings meet Pulumi: its configuration becomes settings, and their credentials become its secrets. */
import * as pulumi from '@pulumi/pulumi';
import { mapLeaves } from '../json-values';
import type { PlatformDefinition } from '../dashboards/definition';
import { misspeltProjects } from './project-key';
import { parseStructured } from './raw';
import type { Settings } from './schema';
import { Secret } from './secret';
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

/** A value of the settings in the form that a resource takes: credentials as Pulumi secrets, outputs unchanged. */
type PulumiInputs<T> =
  T extends pulumi.Output<unknown>
    ? T
    : T extends Secret
      ? pulumi.Output<string>
      : T extends readonly (infer E)[]
        ? PulumiInputs<E>[]
        : T extends object
          ? { -readonly [K in keyof T]: PulumiInputs<T[K]> }
          : T;

/** The value with each credential in it as a Pulumi secret. Throws for a credential that only the cluster has. */
export function toPulumiInputs<T>(value: T): PulumiInputs<T>;
export function toPulumiInputs(value: unknown): unknown {
  return mapLeaves(value, (leaf) => (leaf instanceof Secret ? pulumi.secret(leaf.reveal()) : leaf));
}
