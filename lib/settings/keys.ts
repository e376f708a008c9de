/** Every key that a stack file may have, read from the schema. */
import { z } from 'zod';
import { fieldsOf, unwrapOptional } from './problems';
import type { PlatformDefinition } from '../dashboards/definition';
import { schemaOf } from './schema';
import { override } from './thresholds';

export interface Key {
  /** `<name>` stands for a name of the person's own, `<Alert>` for an alert's, `[0]` for any place in a list. */
  readonly path: string;
  readonly field: z.ZodType;
}

/** The keys inside a group, inside the groups of a list, and under names of the person's own; none inside a value. */
function inside(path: string, field: unknown): Key[] {
  const inner = unwrapOptional(field);
  if (inner instanceof z.ZodArray) return inside(`${path}[0]`, inner.element);
  if (inner instanceof z.ZodRecord) return inside(`${path}.<name>`, inner.valueType);
  return [...fieldsOf(inner)].flatMap(([key, one]) => keysOf(`${path}.${key}`, one));
}

/** A group is no more than its keys; a list of groups is something itself. */
const keysOf = (path: string, field: z.ZodType): Key[] =>
  fieldsOf(field).size > 0 ? inside(path, field) : [{ path, field }, ...inside(path, field)];

/** The keys by what stands at the first level. What one alert or another takes is told of all alerts at once. */
export const keysByGroup = (catalogue: PlatformDefinition): ReadonlyMap<string, readonly Key[]> =>
  new Map(
    Object.entries<z.ZodType>(schemaOf(catalogue).shape).map(([first, field]) => [
      first,
      first === 'thresholds' ? inside(`${first}.<Alert>`, override) : keysOf(first, field),
    ]),
  );
