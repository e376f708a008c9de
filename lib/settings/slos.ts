/** Settings of the service level objectives. */
import { z } from 'zod';
import { sloNames, slos as promised, type SloName } from '../../rules/slos';
import { flag } from './fields';
import { numeric } from './raw';

const error = 'a share above 0 and below 1, such as 0.999 for 99.9%';
const objective = z.preprocess(numeric, z.number({ error }).gt(0, { error }).lt(1, { error }));
const slo = (name: SloName) =>
  z.strictObject({
    objective: objective
      .optional()
      .describe(`Share that is promised of ${promised[name].title}; ${promised[name].objective} where left out`),
    enabled: flag.optional().describe('`false` drops it, with its alerts, rules and panels'),
  });

export const slos = z.strictObject(
  Object.fromEntries(sloNames.map((name) => [name, slo(name).optional()])) as Record<
    SloName,
    z.ZodOptional<ReturnType<typeof slo>>
  >,
);
