/** The state of a stack, with its secrets, by one call of Pulumi's CLI. */
import type { Stack } from '@pulumi/pulumi/automation';
import { isGroup, type Json } from '../../lib/json-values';

/** The type of the resource that has the outputs of the program. */
export const STACK = 'pulumi:pulumi:Stack';

interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly protect?: boolean;
  readonly outputs?: Json;
}
export interface StackState {
  readonly resources: readonly StateResource[];
  /** The outputs of the program; empty before the first update. */
  readonly outputs: Json;
}

/** A secret in an exported state is a group, whose `plaintext` is its value as JSON. */
const decrypted = (value: unknown): unknown =>
  isGroup(value) && typeof value.plaintext === 'string' ? JSON.parse(value.plaintext) : value;

/** Exports the state and decrypts the outputs of the program. */
export async function readState(stack: Pick<Stack, 'exportStack'>): Promise<StackState> {
  const { deployment } = (await stack.exportStack()) as {
    deployment: { readonly resources?: readonly StateResource[] } | null;
  };
  const resources = deployment?.resources ?? [];
  const outputs = resources.find(({ type }) => type === STACK)?.outputs ?? {};
  return {
    resources,
    outputs: Object.fromEntries(Object.entries(outputs).map(([name, value]) => [name, decrypted(value)])),
  };
}

/**
 * The stack for an update or a destroy, whose result then has no outputs and no summary. The SDK would ask the CLI three
 * times for these, and the engine's events have them already.
 */
export const withoutSummary = (stack: Stack): Stack =>
  Object.create(stack, {
    outputs: { value: () => Promise.resolve({}) },
    info: { value: () => Promise.resolve(undefined) },
  }) as Stack;
