/** What Pulumi's engine reports of resources, from its events: what a refresh found, and what an update does. */
import type { EngineEvent, StepEventStateMetadata } from '@pulumi/pulumi/automation';
import { isDeepStrictEqual } from 'node:util';
import { isGroup, parseStructure, type Json } from '../../lib/json-values';

export interface ResourceStep {
  readonly op: string;
  readonly urn: string;
  /** Such as `Container`. */
  readonly kind: string;
  /** Such as `grafana`, without the name of its component. */
  readonly name: string;
  readonly old: StepEventStateMetadata | undefined;
  readonly new: StepEventStateMetadata | undefined;
}

/** As a target of the engine: the containers, and all that they are made of. */
export const DOCKER_STACK = '**:docker:Stack**';

/** A difference between the state and what a refresh read. */
export interface Drift {
  readonly step: ResourceStep;
  /** As the state has it. */
  readonly deployed: Json;
  /** As it was read; undefined where it is gone. */
  readonly found: Json | undefined;
}

/** A resource's name without that of its component, which says nothing to who reads it. */
export const resourceName = (urn: string): string =>
  (urn.split('::').pop() ?? '').replace(/^(servers|content|rules)-/, '');

/** What the engine itself does not change: a component, a provider. */
const isOwn = (type: string): boolean => type.split(':').length > 2 && !/^(pulumi|trading-observability):/.test(type);

/** Every step as it ends, in the order of the engine; of a refresh these hold what was read. */
export function resourceSteps(events: readonly EngineEvent[]): ResourceStep[] {
  return events.flatMap(({ resOutputsEvent }) => {
    if (resOutputsEvent === undefined || !isOwn(resOutputsEvent.metadata.type)) return [];
    const { op, urn, type, old, new: now } = resOutputsEvent.metadata;
    // Of what is gone the engine writes null.
    return [
      {
        op,
        urn,
        kind: type.split(':').pop() ?? '',
        name: resourceName(urn),
        old: old ?? undefined,
        new: now ?? undefined,
      },
    ];
  });
}

/** Whether two values of one property differ in what `inputs` set; what a server adds by itself is no difference. */
export function differs(inputs: unknown, before: unknown, after: unknown): boolean {
  if (Array.isArray(inputs) && Array.isArray(before) && Array.isArray(after))
    return before.length !== after.length || inputs.some((one, i) => differs(one, before[i], after[i]));
  if (isGroup(inputs) && isGroup(before) && isGroup(after))
    return Object.keys(inputs).some((key) => key !== '__defaults' && differs(inputs[key], before[key], after[key]));
  // A server writes JSON with other spaces.
  return !isDeepStrictEqual(parseStructure(before), parseStructure(after));
}

/** What a refresh found otherwise than the state has it. */
export const driftOf = (steps: readonly ResourceStep[]): Drift[] =>
  steps.flatMap((step): Drift[] => {
    if (step.op !== 'refresh' || step.old === undefined) return [];
    const deployed = step.old.outputs as Json;
    if (step.new === undefined) return [{ step, deployed, found: undefined }];
    const found = step.new.outputs as Json;
    return differs(step.old.inputs, deployed, found) ? [{ step, deployed, found }] : [];
  });

/** Whether it is a container that is there and does not run: Docker's provider reads it as one that need not run. */
export const isStopped = ({ step, deployed, found }: Drift): boolean =>
  step.kind === 'Container' && deployed.mustRun !== false && found?.mustRun === false;

const NOUNS: Readonly<Record<string, string>> = {
  RemoteImage: 'image',
  MessageTemplate: 'notification template',
  NotificationPolicy: 'notification policy',
  OrganizationPreferences: 'preference',
  RandomPassword: 'password',
  Release: 'Helm release',
};

/** A resource as a person names it, such as "container grafana" or "mute timing weekend". */
export const resourceNoun = (kind: string): string =>
  NOUNS[kind] ?? kind.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
