/** Credentials nested in settings as Pulumi secrets. */
import * as pulumi from '@pulumi/pulumi';
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
  if (pulumi.Output.isInstance(value)) return value;
  if (value instanceof Secret) return pulumi.secret(value.reveal());
  if (Array.isArray(value)) return value.map((each) => toPulumiInputs<unknown>(each));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, toPulumiInputs<unknown>(inner)]));
}
