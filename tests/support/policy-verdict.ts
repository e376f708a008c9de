/** The result of the policy pack for a stack, on the real Pulumi engine. */
import { writePolicyProgram } from '../../scripts/support/policy-pack';
import { resourceName } from '../../scripts/support/resource-steps';
import type { Engine } from './engine';

export interface Verdict {
  /** `policy resource`, sorted. */
  readonly refused: string[];
  /** The message of each violation. */
  readonly messages: ReadonlyMap<string, string>;
  /** Messages that stop nothing: for example that a policy could not run. */
  readonly advice: string[];
  readonly failed: boolean;
}

/** Previews the stack with the policy pack. */
export async function previewWithPolicies(subject: Engine, policyPackConfigs: string[] = []): Promise<Verdict> {
  const messages = new Map<string, string>();
  const advice: string[] = [];
  const outcome = subject.stack.preview({
    policyPacks: [writePolicyProgram(subject.folder)],
    ...(policyPackConfigs.length > 0 ? { policyPackConfigs } : {}),
    onEvent: ({ policyEvent }) => {
      if (policyEvent === undefined) return;
      const { policyName, resourceUrn = '', message, enforcementLevel } = policyEvent;
      if (enforcementLevel !== 'mandatory') advice.push(message);
      else messages.set(`${policyName} ${resourceName(resourceUrn)}`, message);
    },
  });
  const failed = await outcome.then(
    () => false,
    () => true,
  );
  return { refused: [...messages.keys()].sort(), messages, advice, failed };
}
