/** Planned maintenance that is over. */
import { momentInWords, type Maintenance } from '../../alerting/maintenance';
import { WINDOW } from '../../promql/window';
import { seconds } from '../../units';
import { apply, type Check, type Finding } from './finding';

const pastCheck: Check<Maintenance & { readonly now: number }> = {
  name: 'maintenance/past',
  why: 'What is over covers nothing any more, and each entry adds rules that people read at night.',
  fix: 'Remove it from the stack file.',
  // Until then the rates still contain samples of the maintenance, which error budgets leave out.
  of: ({ end, now }) => (end + seconds(WINDOW) <= now ? [`ended at ${momentInWords(end)}`] : []),
};
export const maintenanceChecks = [pastCheck] as const;

/** The entries that are over at a moment, in seconds since 1970. */
export const lintMaintenance = (entries: readonly Maintenance[], now: number): Finding[] =>
  apply(
    maintenanceChecks,
    ({ name }) => `maintenance.${name}`,
    entries.map((one) => ({ ...one, now })),
  );
