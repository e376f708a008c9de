/** Every alert of the platform by name. */
import type { AlertDefinition } from '../lib/alerting/alert';
import { sloAlerts } from '../lib/slo/alerts';
import { api } from './api';
import { business } from './business';
import { infrastructure } from './infrastructure';
import { meta } from './meta';
import { slos } from './slos';

export const alerts = { ...api, ...business, ...infrastructure, ...sloAlerts(slos), ...meta };
export type AlertName = keyof typeof alerts;
export const alertNames = Object.keys(alerts) as AlertName[];

/** The definition under a name, without its literal type. */
export const definition = (name: AlertName): AlertDefinition => alerts[name];
