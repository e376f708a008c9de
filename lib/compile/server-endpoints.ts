/** Where a stack's configurations will lie, and where its servers reach each other. */
import type { Settings } from '../settings/schema';
import { ALERTMANAGER_CONTAINER, type AlertmanagerPlace } from './alertmanager';
import { alertmanagerPlace } from './kubernetes/names';
import { CONTAINERS, type Addresses } from './prometheus-config';

export interface ServerEndpoints {
  readonly addresses: Addresses;
  readonly alertmanager: AlertmanagerPlace;
}

/** The site of the stack's target. */
export const serverEndpoints = (settings: Settings): ServerEndpoints => ({
  addresses: CONTAINERS,
  alertmanager: settings.target === 'kubernetes' ? alertmanagerPlace(settings) : ALERTMANAGER_CONTAINER,
});
