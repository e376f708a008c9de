/** What viewers of several dashboards may choose. */
import { chosenValue } from '../lib/dashboards/dashboard-scope';

/** The routes that the viewer has chosen. */
export const ROUTE = { route: chosenValue('route') } as const;
