/** Types of the platform's alerts, with its components and groups. `platform.ts` checks that their panels exist. */
import type { AlertDefinition } from '../lib/alerting/alert';
import type { Component, Group } from './labels';
import type { PanelRef } from '../lib/alerting/panel-refs';

/** A group's alerts by name: use it with `as const satisfies`, so that the compiler reports only the actual mistake. */
export type AlertDefinitions = Readonly<Record<string, AlertDefinition<PanelRef, Component, Group>>>;
