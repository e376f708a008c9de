/** Mistakes in a stack file as sentences. */
import type { z } from 'zod';

export interface Problem {
  /** Dotted path of the key, as `pulumi config set --path` takes it. */
  readonly key: string;
  readonly message: string;
}

export function explain(error: z.ZodError, _raw: unknown): Problem[] {
  return error.issues.map(({ path, message }) => ({ key: path.join('.'), message }));
}
