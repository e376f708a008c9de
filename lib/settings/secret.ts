/** A credential of a stack. If it ends up in a message, a log or a rendered file by mistake, it prints as a marker. */
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

/** The paths of all credentials in `settings` that have to be encrypted. */
export const secretsIn = (settings: unknown): PropertyKey[][] =>
  allSecrets(settings).flatMap(({ path, secret }) =>
    secret.open || secret.reference !== undefined ? [] : [[...path]],
  );

/** Every reference to a Kubernetes Secret in `settings`, with its path. */
export const secretReferences = (
  settings: unknown,
): { readonly path: readonly PropertyKey[]; readonly reference: SecretReference }[] =>
  allSecrets(settings).flatMap(({ path, secret: { reference } }) =>
    reference === undefined ? [] : [{ path, reference }],
  );

/** Whether the value of any credential in `settings` is in the stack file. */
export const hasSecretValues = (settings: unknown): boolean =>
  allSecrets(settings).some(({ secret }) => secret.reference === undefined);
