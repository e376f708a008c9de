/**
 * A credential of a stack: its type, its schema, and the check that a stack file has it encrypted. If it ends up in a
 * message, a log or a rendered file by mistake, it prints as a marker.
 */
import { z } from 'zod';
import { isGroup, valueAt } from '../json-values';
import { keyReference, text } from './fields';
import { dottedPath, type Path } from './key-path';
import { ENCRYPTED } from './raw';

/** A key of a Secret that exists in the cluster. */
export interface SecretReference {
  readonly name: string;
  readonly key: string;
}

export class Secret {
  readonly #value: string;

  /** `open`: may be in clear text in the stack file. */
  constructor(
    value: string,
    readonly open = false,
    /** Where the credential is stored; set instead of its value. */
    readonly reference?: SecretReference,
  ) {
    this.#value = value;
  }
  static of(reference: SecretReference): Secret {
    return new Secret('', false, reference);
  }
  /** The credential itself; the caller has to keep it encrypted, for example with `pulumi.secret`. */
  reveal(): string {
    if (this.reference !== undefined)
      throw new Error(`the value of key ${this.reference.key} of the Secret ${this.reference.name} is not known here`);
    return this.#value;
  }
  toString(): string {
    return ENCRYPTED;
  }
  toJSON(): string | { readonly secretKeyRef: SecretReference } {
    return this.reference === undefined ? ENCRYPTED : { secretKeyRef: this.reference };
  }
}

const REFERENCE = 'a name and a key, such as { secretKeyRef: { name: slack, key: url } }';
const secretReference = z
  .strictObject({ secretKeyRef: keyReference(REFERENCE) })
  .meta({ id: 'SecretReference' })
  .transform(({ secretKeyRef }) => Secret.of(secretKeyRef));
/** A credential, or the key of a Secret of the cluster that holds it. */
const orReference = (value: z.ZodType<Secret>) =>
  z.union([secretReference, value], {
    error: ({ input, errors }) =>
      isGroup(input) && 'secretKeyRef' in input
        ? REFERENCE
        : (errors as readonly (readonly z.core.$ZodIssue[])[]).at(-1)?.[0]?.message,
  });
/** A credential; its value must be encrypted in the stack file. */
export const secret = orReference(text.transform((value) => new Secret(value)));
/** How this stack authenticates at a server that it does not deploy. */
export const authentication = (server: 'server' | 'receiver') => ({
  basicAuth: z
    .strictObject({
      username: text.describe(`User name, where the ${server} asks for one`),
      password: secret.describe('Password of that user'),
    })
    .optional(),
  bearerToken: secret.optional().describe(`Token, where the ${server} asks for one; in the place of basicAuth`),
});
/**
 * A text that often contains a credential, such as a webhook's address: treated as a secret, but accepted in clear
 * text.
 */
const confidential = (pattern: RegExp, error: string) =>
  orReference(
    z
      .string({ error })
      .refine((value) => value === ENCRYPTED || pattern.test(value), { error })
      .transform((value) => new Secret(value, true)),
  );
export const webAddress = confidential(/^https?:\/\/\S+$/, 'an http:// or https:// address');

interface PlacedSecret {
  readonly path: Path;
  readonly secret: Secret;
}

/** Every credential in `settings`, with its path. */
function allSecrets(settings: unknown, path: Path = []): PlacedSecret[] {
  if (settings instanceof Secret) return [{ path, secret: settings }];
  if (typeof settings !== 'object' || settings === null) return [];
  return Object.entries(settings).flatMap(([key, value]) =>
    allSecrets(value, [...path, Array.isArray(settings) ? Number(key) : key]),
  );
}

/**
 * The credentials in `settings` whose values are in clear text in `raw`, the settings before the schema parsed them.
 * `isSecret`: whether the engine keeps the setting with this path encrypted.
 */
export const clearTextSecrets = (settings: unknown, raw: unknown, isSecret: (key: string) => boolean) =>
  allSecrets(settings)
    .filter(({ secret, path }) => !secret.open && secret.reference === undefined && valueAt(raw, path) !== ENCRYPTED)
    .map(({ path }) => dottedPath(path))
    .filter((key) => !isSecret(key))
    .map((key) => ({ key, message: `is in clear text; \`pulumi config set --secret --path ${key}\` encrypts it` }));

/** Every reference to a Kubernetes Secret in `settings`, with its path. */
export const secretReferences = (settings: unknown): { readonly path: Path; readonly reference: SecretReference }[] =>
  allSecrets(settings).flatMap(({ path, secret: { reference } }) =>
    reference === undefined ? [] : [{ path, reference }],
  );

/** Whether the value of any credential in `settings` is in the stack file. */
export const hasSecretValues = (settings: unknown): boolean =>
  allSecrets(settings).some(({ secret }) => secret.reference === undefined);
