/** Every key that a stack file may have, read from the schema. */
import { z } from 'zod';
import { fieldsOf, unwrapOptional } from './problems';
import type { PlatformDefinition } from '../dashboards/definition';
import { schemaOf } from './schema';
import { override } from './thresholds';

export interface Key {
  /**
   * `<name>` stands for a name that the user chooses, `<Alert>` for an alert's name, `[0]` for any position in a list.
   */
  readonly path: string;
  readonly field: z.ZodType;
}

/** The keys inside a group, inside the groups of a list, and under names that the user chooses; none inside a value. */
function keysInside(path: string, field: unknown): Key[] {
  const inner = unwrapOptional(field);
  if (inner instanceof z.ZodArray) return keysInside(`${path}[0]`, inner.element);
  if (inner instanceof z.ZodRecord) return keysInside(`${path}.<name>`, inner.valueType);
  return [...fieldsOf(inner)].flatMap(([key, one]) => keysOf(`${path}.${key}`, one));
}

/** A group is only its keys; a list of groups is a key itself too. */
const keysOf = (path: string, field: z.ZodType): Key[] =>
  fieldsOf(field).size > 0 ? keysInside(path, field) : [{ path, field }, ...keysInside(path, field)];

/** The keys by their top-level group. Keys that only some alerts accept are listed once, for all alerts. */
export const keysByGroup = (catalogue: PlatformDefinition): ReadonlyMap<string, readonly Key[]> =>
  new Map(
    Object.entries<z.ZodType>(schemaOf(catalogue).shape).map(([first, field]) => [
      first,
      first === 'thresholds' ? keysInside(`${first}.<Alert>`, override) : keysOf(first, field),
    ]),
  );
