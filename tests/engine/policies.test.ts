/** The policy pack on the real Pulumi engine, which asks it about every resource before it touches any. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PulumiFn } from '@pulumi/pulumi/automation';
import { Observability } from '../../components/observability';
import type { ObservabilityArgs } from '../../components/stack-args';
import { trading } from '../../platform';
import { rules } from '../../policies/rules';
import { encryptedSecrets } from '../../policies/secrets';
import { startEngine, type Engine } from '../support/engine';
import { previewWithPolicies, type Verdict } from '../support/policy-verdict';
import { cases, withUnknownValues } from '../support/policy-cases';

const opened: Engine[] = [];
afterAll(() => opened.forEach((each) => each.close()));
async function openEngine(stack: string, settings: Record<string, unknown>, program?: PulumiFn): Promise<Engine> {
  const subject = await startEngine(stack, settings, program);
  opened.push(subject);
  return subject;
}

/** The name of a case's resource. */
const resource = (policy: string, name: string) => `${policy}-${name}`;
const programOf =
  (kind: 'refused' | 'passed'): PulumiFn =>
  async () => {
    for (const [policy, each] of Object.entries(cases))
      for (const [name, make] of Object.entries(each[kind])) make(resource(policy, name));
    return Promise.resolve();
  };
const expected = (without: readonly string[] = []) =>
  Object.entries(cases)
    .filter(([policy]) => !without.includes(policy))
    .flatMap(([policy, { refused }]) => Object.keys(refused).map((name) => `${policy} ${resource(policy, name)}`))
    .sort();

describe('a program that breaks every policy', () => {
  let subject: Engine;
  let verdict: Verdict;
  beforeAll(async () => {
    subject = await openEngine('prod', {}, programOf('refused'));
    verdict = await previewWithPolicies(subject);
  });

  test('is refused for each of its resources, by the policy for it and by no other', () => {
    expect(verdict.refused).toEqual(expected());
    expect(verdict.failed).toBe(true);
    expect(verdict.advice).toEqual([]);
  });

  test('gets messages that say what is wrong, why, and how to fix it', () => {
    expect(verdict.messages.get('memory-limit memory-limit-docker')).toContain(
      'memory-limit-docker: there is no memory limit. Without one it can take the machine down with it: set `memory`',
    );
    const remedies = new Map([...rules, encryptedSecrets].map(({ name, remedy }) => [name, remedy]));
    for (const [key, message] of verdict.messages) expect(message).toContain(remedies.get(key.split(' ')[0] ?? ''));
  });

  test('finds none of its credentials in a message', () => {
    expect([...verdict.messages.values()].join('\n')).not.toMatch(/hunter2|T0\/B0|0123456789abcdef|me:mine|of-its-own/);
  });

  test('may use every address and unprotected volumes if the configuration of the pack lists other environments', async () => {
    const file = join(subject.folder, 'policies.json');
    const otherEnvironments = { environments: ['live'] };
    writeFileSync(
      file,
      JSON.stringify({ 'protected-volume': otherEnvironments, 'no-port-on-every-address': otherEnvironments }),
    );
    const { refused } = await previewWithPolicies(subject, [file]);
    expect(refused).toEqual(expected(['protected-volume', 'no-port-on-every-address']));
  });
});

test('a program that follows every policy passes, also with values that are unknown yet', async () => {
  const subject = await openEngine('prod', {}, async () => {
    await programOf('passed')();
    withUnknownValues();
  });
  const { refused, messages, advice, failed } = await previewWithPolicies(subject);
  expect({ refused, messages: [...messages], advice, failed }).toEqual({
    refused: [],
    messages: [],
    advice: [],
    failed: false,
  });
});

test('a stack is production if it says so, whatever its name, and the message says why and what to do', async () => {
  const live = await openEngine('live', {
    policies: { production: true },
    grafana: { bindAddress: '0.0.0.0' },
    docker: { protectData: true },
  });
  const { refused, messages } = await previewWithPolicies(live);
  expect(refused).toEqual(['no-port-on-every-address grafana']);
  expect(messages.get('no-port-on-every-address grafana')).toMatch(
    /bind the port to one address .*\(Held against this stack as the stack sets policies\.production\.\)/,
  );
});

test('a stack called prod that says it is not production is not checked by the rules for production', async () => {
  const settings = { policies: { production: false }, grafana: { bindAddress: '0.0.0.0' } };
  expect((await previewWithPolicies(await openEngine('prod', settings))).refused).toEqual([]);
});

test('only resources of production are checked by the rules for production if one program has several environments', async () => {
  const everywhere = { bindAddress: '0.0.0.0' };
  const environments = (live: object, trial: object): PulumiFn => {
    const observability = (name: string, settings: ObservabilityArgs) =>
      new Observability(name, { platform: trading, settings: { docker: { protectData: true }, ...settings } });
    return async () => {
      observability('live', { policies: { production: true }, grafana: live });
      observability('trial', { grafana: { port: 3001, ...trial }, prometheus: { port: 9091 } });
      return Promise.resolve();
    };
  };
  expect((await previewWithPolicies(await openEngine('dev', {}, environments({}, everywhere)))).refused).toEqual([]);
  const { messages } = await previewWithPolicies(await openEngine('dev', {}, environments(everywhere, everywhere)));
  expect([...messages.values()]).toEqual([expect.stringContaining('live-servers-grafana: port 3000 is open')]);
});

test('a stack that does not say so is production by its environment, whatever its own name', async () => {
  const subject = await openEngine('live', {
    environment: 'prod',
    grafana: { bindAddress: '0.0.0.0' },
    docker: { protectData: true },
  });
  expect((await previewWithPolicies(subject)).refused).toEqual(['no-port-on-every-address grafana']);
});
