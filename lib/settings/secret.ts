/** A credential of a stack. Wherever it ends up by mistake (a message, a log, a rendered file) it prints as a marker. */
import { ENCRYPTED } from './raw';

/** A key of a Secret that exists in the cluster. */
export interface SecretReference {
  readonly name: string;
  readonly key: string;
}

export class Secret {
  readonly #value: string;

  /** `open`: may stand in the stack file in clear text. */
  constructor(
    value: string,
    readonly open = false,
    /** Where the credential is, in the place of its value. */
    readonly reference?: SecretReference,
  ) {
    this.#value = value;
  }
  static of(reference: SecretReference): Secret {
    return new Secret('', false, reference);
  }
  /** The credential itself; what receives it has to keep it encrypted, as `pulumi.secret` does. */
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

interface PlacedSecret {
  readonly path: readonly PropertyKey[];
  readonly secret: Secret;
}

/** Every credential in `settings`, with its path. */
function allSecrets(settings: unknown, path: readonly PropertyKey[] = []): PlacedSecret[] {
  if (settings instanceof Secret) return [{ path, secret: settings }];
  if (typeof settings !== 'object' || settings === null) return [];
  return Object.entries(settings).flatMap(([key, value]) =>
    allSecrets(value, [...path, Array.isArray(settings) ? Number(key) : key]),
  );
}

/** Every credential in `settings` that has to be encrypted, by its path. */
export const secretsIn = (settings: unknown): PropertyKey[][] =>
  allSecrets(settings).flatMap(({ path, secret }) =>
    secret.open || secret.reference !== undefined ? [] : [[...path]],
  );

/** Every reference to a Secret of the cluster in `settings`, with its path. */
export const secretReferences = (
  settings: unknown,
): { readonly path: readonly PropertyKey[]; readonly reference: SecretReference }[] =>
  allSecrets(settings).flatMap(({ path, secret: { reference } }) =>
    reference === undefined ? [] : [{ path, reference }],
  );

/** Whether the value of any credential in `settings` is in the stack file. */
export const hasSecretValues = (settings: unknown): boolean =>
  allSecrets(settings).some(({ secret }) => secret.reference === undefined);
