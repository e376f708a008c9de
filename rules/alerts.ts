/** Every alert by name. */
import { sloAlerts } from '../lib/slo/alerts';
import { api } from './api';
import { business } from './business';
import { meta } from './meta';
import { slos } from './slos';

const slo = sloAlerts(slos);

/** All alerts in the order in which people read them. @param exporterAlerts - those that the exporters bring */
export const listAlerts = <E extends object>(exporterAlerts: E) => ({
  ...api,
  ...business,
  ...exporterAlerts,
  ...slo,
  ...meta,
});

/** An alert that needs no exporter. */
export type StackAlertName = keyof (typeof api & typeof business & typeof slo & typeof meta);
