/** Variables that several dashboards share. */
import { chosenValue } from '../lib/dashboards/dashboard-scope';

/** The routes that the viewer selected. */
export const ROUTE = { route: chosenValue('route') } as const;
