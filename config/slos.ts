/** Settings of the service level objectives. */
import { z } from 'zod';
import { sloNames, type SloName } from '../rules/slo';
import { flag } from './fields';
import { numeric } from './raw';

const error = 'a share above 0 and below 1, such as 0.999 for 99.9%';
const objective = z.preprocess(numeric, z.number({ error }).gt(0, { error }).lt(1, { error }));
const slo = z.strictObject({ objective: objective.optional(), enabled: flag.optional() });

export const slos = z.strictObject(
  Object.fromEntries(sloNames.map((name) => [name, slo.optional()])) as Record<SloName, z.ZodOptional<typeof slo>>,
);
