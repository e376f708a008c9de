/** Reads the engine's events about resources: what a refresh found, and what an update does. */
import type { EngineEvent, StepEventStateMetadata } from '@pulumi/pulumi/automation';
import { isDeepStrictEqual } from 'node:util';
import { isGroup, parseStructure, type Json } from '../../lib/json-values';
import { STACK } from './stack-state';

export interface ResourceStep {
  readonly op: string;
  readonly urn: string;
  /** Such as `Container`. */
  readonly kind: string;
  /** Such as `grafana`, without the prefix of its component. */
  readonly name: string;
  readonly old: StepEventStateMetadata | undefined;
  readonly new: StepEventStateMetadata | undefined;
}

/** As a target of the engine: the containers, and all resources that they consist of. */
export const DOCKER_STACK = '**:docker:Stack**';

/** A difference between the state and the result of a refresh. */
export interface Drift {
  readonly step: ResourceStep;
  /** Its value in the state. */
  readonly deployed: Json;
  /** Its value in the refresh; undefined if the resource is gone. */
  readonly found: Json | undefined;
}

/** A resource's name without the prefix of its component, which does not help readers. */
export const resourceName = (urn: string): string =>
  (urn.split('::').pop() ?? '').replace(/^(servers|content|rules)-/, '');

/** Turns `docker:index/container:Container` into `Container`. */
export const resourceKind = (type: string): string => type.split(':').pop() ?? '';

/** Resources that the engine itself never changes: components and providers. */
const isOwn = (type: string): boolean => type.split(':').length > 2 && !/^(pulumi|trading-observability):/.test(type);

/** Every step when it ends, in the engine's order; for a refresh they contain the values that were read. */
export function resourceSteps(events: readonly EngineEvent[]): ResourceStep[] {
  return events.flatMap(({ resOutputsEvent }) => {
    if (resOutputsEvent === undefined || !isOwn(resOutputsEvent.metadata.type)) return [];
    const { op, urn, type, old, new: now } = resOutputsEvent.metadata;
    // For a resource that is gone, the engine writes null.
    const states = { old: old ?? undefined, new: now ?? undefined };
    return [{ op, urn, kind: resourceKind(type), name: resourceName(urn), ...states }];
  });
}

/** The outputs of the stack after an update; a secret one is not readable. */
export const stackOutputs = (events: readonly EngineEvent[]): Json =>
  events.findLast(({ resOutputsEvent }) => resOutputsEvent?.metadata.type === STACK)?.resOutputsEvent?.metadata.new
    ?.outputs ?? {};

/** Whether two values of one property differ in what `inputs` set; fields that a server adds by itself do not count. */
export function isDifferent(inputs: unknown, before: unknown, after: unknown): boolean {
  if (Array.isArray(inputs) && Array.isArray(before) && Array.isArray(after))
    return before.length !== after.length || inputs.some((one, i) => isDifferent(one, before[i], after[i]));
  if (isGroup(inputs) && isGroup(before) && isGroup(after))
    return Object.keys(inputs).some((key) => key !== '__defaults' && isDifferent(inputs[key], before[key], after[key]));
  // A server may format JSON with different spaces.
  return !isDeepStrictEqual(parseStructure(before), parseStructure(after));
}

/** What a refresh found to differ from the state. */
export const driftOf = (steps: readonly ResourceStep[]): Drift[] =>
  steps.flatMap((step): Drift[] => {
    if (step.op !== 'refresh' || step.old === undefined) return [];
    const deployed = step.old.outputs as Json;
    if (step.new === undefined) return [{ step, deployed, found: undefined }];
    const found = step.new.outputs as Json;
    return isDifferent(step.old.inputs, deployed, found) ? [{ step, deployed, found }] : [];
  });

/** Whether it is an existing container that does not run: Docker's provider reads it as one that need not run. */
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

/** A name for people of a resource, such as "container grafana" or "mute timing weekend". */
export const resourceNoun = (kind: string): string =>
  NOUNS[kind] ?? kind.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
