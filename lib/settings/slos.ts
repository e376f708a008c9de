/** Settings of the service level objectives. */
import { z } from 'zod';
import type { Catalogue } from '../alerting/catalogue';
import type { Slo } from '../slo/slo';
import { flag } from './fields';
import { coerceNumber } from './raw';

const error = 'a share above 0 and below 1, such as 0.999 for 99.9%';
const share = z.preprocess(coerceNumber, z.number({ error }).gt(0, { error }).lt(1, { error }));
const overrideOf = ({ title, objective }: Slo) =>
  z.strictObject({
    objective: share.optional().describe(`Share that is promised of ${title}; ${objective} where left out`),
    enabled: flag.optional().describe('`false` drops it, with its alerts, rules and panels'),
  });

/** Schema of the SLOs in a stack file, by their names in the catalogue. */
export const slosOf = ({ slos }: Catalogue) =>
  z.strictObject(Object.fromEntries(Object.entries(slos).map(([name, slo]) => [name, overrideOf(slo).optional()])));
