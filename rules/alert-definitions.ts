/** The platform's alerts, typed: their panels, components and groups are its own. */
import type { AlertDefinition } from '../lib/alerting/alert';
import type { Component, Group } from './labels';
import type { PanelRef } from './panel-ids';

/** A group's alerts by name: `as const satisfies` it, so that a mistake in one is the compiler's only error. */
export type AlertDefinitions = Readonly<Record<string, AlertDefinition<PanelRef, Component, Group>>>;
