/** The platform's alerts, typed: their components and groups are its own; `platform.ts` holds their panels to the dashboards. */
import type { AlertDefinition } from '../lib/alerting/alert';
import type { Component, Group } from './labels';
import type { PanelRef } from '../lib/alerting/panel-refs';

/** A group's alerts by name: `as const satisfies` it, so that a mistake in one is the compiler's only error. */
export type AlertDefinitions = Readonly<Record<string, AlertDefinition<PanelRef, Component, Group>>>;
