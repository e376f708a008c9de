/** A credential of a stack. Wherever it ends up by mistake (a message, a log, a rendered file) it prints as a marker. */
import { ENCRYPTED } from './raw';

export class Secret {
  readonly #value: string;

  /** `open`: may stand in the stack file in clear text. */
  constructor(
    value: string,
    readonly open = false,
  ) {
    this.#value = value;
  }
  /** The credential itself; what receives it has to keep it encrypted, as `pulumi.secret` does. */
  reveal(): string {
    return this.#value;
  }
  toString(): string {
    return ENCRYPTED;
  }
  toJSON(): string {
    return ENCRYPTED;
  }
}

/** Every credential in `settings` that has to be encrypted, by its path. */
export function secretsIn(settings: unknown, path: readonly PropertyKey[] = []): PropertyKey[][] {
  if (settings instanceof Secret) return settings.open ? [] : [[...path]];
  if (typeof settings !== 'object' || settings === null) return [];
  return Object.entries(settings).flatMap(([key, value]) =>
    secretsIn(value, [...path, Array.isArray(settings) ? Number(key) : key]),
  );
}
