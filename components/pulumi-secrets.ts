/** Credentials nested in settings as Pulumi secrets. */
import * as pulumi from '@pulumi/pulumi';
import { mapLeaves } from '../lib/json-values';
import { Secret } from '../lib/settings/secret';

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

export function toPulumiInputs<T>(value: T): PulumiInputs<T>;
export function toPulumiInputs(value: unknown): unknown {
  return mapLeaves(value, (leaf) => (leaf instanceof Secret ? pulumi.secret(leaf.reveal()) : leaf));
}
