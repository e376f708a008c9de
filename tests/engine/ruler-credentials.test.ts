/**
 * Where the state has the credentials of a ruler, on the real Pulumi engine; the ruler is a stand-in over real HTTP.
 */
import * as pulumi from '@pulumi/pulumi';
import { RulerRules } from '../../components/external/ruler';
import { compile } from '../../lib/compile';
import { toSettings } from '../../lib/settings/settings';
import { trading } from '../../platform';
import { engineErrors } from '../../scripts/stack/failure';
import { refreshOptions } from '../../scripts/support/refresh-options';
import { startEngine, PROJECT, decryptedResources, type Engine } from '../support/engine';
import { startRuler, type Ruler } from '../support/ruler';

const SECRET = 'a-token-of-the-ruler';
const OTHER_SECRET = 'a-token-of-another-receiver';
let mimir: Ruler;
let subject: Engine | undefined;
beforeEach(async () => {
  mimir = await startRuler(`Bearer ${SECRET}`);
});
afterEach(async () => {
  delete process.env[VARIABLE];
  subject?.close();
  await mimir.close();
});

const groups = compile(toSettings(trading, 'prod', {})).prometheusGroups.slice(0, 2);
const rules = async () => {
  const authorization = pulumi.secret(`Bearer ${SECRET}`);
  new RulerRules('rules', { url: mimir.url, authorization, namespace: 'prod', interval: '15s', groups });
};
const VARIABLE = 'RULER_TEST_TOKEN';
/** The same rules with the credential in an environment variable. */
const rulesOfVariable = async () => {
  new RulerRules('rules', {
    url: mimir.url,
    credentialVariable: { name: VARIABLE },
    namespace: 'prod',
    interval: '15s',
    groups,
  });
};
/** Refreshes as `make up` does first. */
const REFRESH = { refresh: true, ...refreshOptions({ target: 'external' }) };
/** The resources whose decrypted state contains a text. */
const holders = async (of: Engine, text: string): Promise<string[]> =>
  (await decryptedResources(of))
    .filter((each) => JSON.stringify(each).includes(text))
    .map(({ urn }) => urn.split('::').pop() ?? '');

test('the state has the credentials once, in the provider, and nothing else of the stack’s configuration', async () => {
  subject = await startEngine('prod', {}, rules);
  await subject.stack.setConfig(`${PROJECT}:alerting.smtp.password`, { value: OTHER_SECRET, secret: true }, true);
  await subject.stack.up();
  expect(await holders(subject, SECRET)).toEqual(['rules-ruler']);
  expect(await holders(subject, OTHER_SECRET)).toEqual([]);
  expect(subject.state().includes(SECRET)).toBe(false);
  const { summary } = await subject.stack.up({ refresh: true });
  expect(Object.keys(summary.resourceChanges ?? {})).toEqual(['same']);
  await subject.stack.destroy();
  expect([...mimir.groups.keys()]).toEqual([]);
});

test('a renewed credential changes only the provider, and the refresh of make up uses it already', async () => {
  subject = await startEngine('prod', {}, rules);
  await subject.stack.up();
  await renewToken('renewed');
  const renewed = async () => {
    const authorization = pulumi.secret('Bearer renewed');
    new RulerRules('rules', { url: mimir.url, authorization, namespace: 'prod', interval: '15s', groups });
  };
  const { summary } = await subject.stack.up({ program: renewed, ...REFRESH });
  expect(summary.resourceChanges).toMatchObject({ update: 1 });
  await subject.stack.destroy();
  expect([...mimir.groups.keys()]).toEqual([]);
});

/** The ruler with the same groups, and another token. */
async function renewToken(token: string): Promise<void> {
  const loaded = [...mimir.groups];
  await mimir.close();
  mimir = await startRuler(`Bearer ${token}`, undefined, Number(new URL(mimir.url).port));
  for (const [key, group] of loaded) mimir.groups.set(key, group);
}
/** The decrypted state as a text. */
const exportedState = async (of: Engine): Promise<string> => JSON.stringify(await of.stack.exportStack());

/** The provider of a version that knew no variables: it reads with the header that it was configured with. */
const formerProvider: pulumi.dynamic.ResourceProvider & { authorization?: string | undefined } = {
  async configure({ config }) {
    this.authorization = config.get('ruler:authorization');
  },
  async create(inputs: { namespace: string; group: { name: string } }) {
    return { id: `${inputs.namespace}/${inputs.group.name}`, outs: { ...inputs, served: '', drifted: false } };
  },
  async read(id, props: { url: string; authorization?: string }) {
    const headers = { authorization: props.authorization ?? this.authorization ?? '' };
    const { status } = await fetch(`${props.url}/prometheus/config/v1/rules/${id}`, { headers });
    if (status === 401) throw new Error('the ruler refuses the credentials');
    return { id, props };
  },
};
class FormerGroup extends pulumi.dynamic.Resource {
  constructor(name: string, props: pulumi.Inputs, opts: pulumi.CustomResourceOptions) {
    super(formerProvider, name, props, { ...opts, additionalSecretOutputs: ['authorization'] }, 'mimir', 'RuleGroup');
  }
}
class FormerProvider extends pulumi.ProviderResource {
  constructor(parent: pulumi.Resource) {
    super('pulumi-nodejs', 'rules-ruler', { 'ruler:authorization': pulumi.secret(`Bearer ${SECRET}`) }, { parent });
  }
}
/** Groups as a former version loaded them: each with the credentials, or with a provider that has them. */
const formerRules = (withProvider: boolean) => async () => {
  const parent = new pulumi.ComponentResource('trading-observability:external:RulerRules', 'rules');
  const provider = withProvider ? new FormerProvider(parent) : undefined;
  const credentials = withProvider ? {} : { authorization: pulumi.secret(`Bearer ${SECRET}`) };
  for (const { name, interval = '15s', rules: ofGroup } of groups)
    new FormerGroup(
      `rules-${name.replaceAll('_', '-')}`,
      { url: mimir.url, namespace: 'prod', ...credentials, group: { name, interval, rules: ofGroup } },
      { parent, ...(provider && { provider }) },
    );
};

describe('a credential in an environment variable', () => {
  test('is in no state, and a new one changes no resource', async () => {
    process.env[VARIABLE] = SECRET;
    subject = await startEngine('prod', {}, rulesOfVariable);
    await subject.stack.up();
    expect([...mimir.groups.keys()].sort()).toEqual(groups.map(({ name }) => `prod/${name}`).sort());
    expect(await exportedState(subject)).toContain(VARIABLE);
    expect(await exportedState(subject)).not.toContain(SECRET);
    await renewToken('renewed');
    process.env[VARIABLE] = 'renewed';
    const { summary } = await subject.stack.up(REFRESH);
    expect(Object.keys(summary.resourceChanges ?? {})).toEqual(['same']);
    expect(await exportedState(subject)).not.toContain('renewed');
    await subject.stack.destroy();
    expect([...mimir.groups.keys()]).toEqual([]);
  });

  /** The refresh of a group from the version before would use that version's functions. */
  test.each([
    ['of this version', rules, REFRESH, { same: 2 + groups.length, update: 1 }],
    ['of the version before', formerRules(true), {}, { same: 2, update: 1 + groups.length }],
  ])(
    'takes the place of one in the state of a stack %s, and no group is replaced',
    async (_case, before, options, changes) => {
      subject = await startEngine('prod', {}, before);
      await subject.stack.up();
      expect(await exportedState(subject)).toContain(SECRET);
      process.env[VARIABLE] = SECRET;
      const { summary } = await subject.stack.up({ program: rulesOfVariable, ...options });
      expect(summary.resourceChanges).toEqual(changes);
      expect(mimir.requests().filter((request) => request.startsWith('DELETE'))).toEqual([]);
      expect(await exportedState(subject)).not.toContain(SECRET);
      await subject.stack.destroy();
      expect([...mimir.groups.keys()]).toEqual([]);
    },
  );

  test('that is missing fails an update, a refresh and a destroy with one sentence; a preview needs none', async () => {
    subject = await startEngine('prod', {}, rulesOfVariable);
    const { stack } = subject;
    const sentence = `The environment variable ${VARIABLE} is not set, and external.ruler takes its credential from it; set it where pulumi or make runs.`;
    /** The errors that the engine prints. */
    const errors = async (run: Promise<unknown>): Promise<string[]> => {
      const { message } = await run.then(
        () => new Error('succeeded'),
        (error: Error) => error,
      );
      return engineErrors(message, true);
    };
    await stack.preview();
    expect(await errors(stack.up())).toEqual([`error: ${sentence}`]);
    process.env[VARIABLE] = SECRET;
    await stack.up();
    delete process.env[VARIABLE];
    expect(await errors(stack.refresh())).toEqual([expect.stringContaining(sentence)]);
    expect(await errors(stack.destroy())).toEqual([expect.stringContaining(sentence)]);
  });
});

test('a stack from when each group had its credentials needs no replacement, and its state then has them once', async () => {
  subject = await startEngine('prod', {}, formerRules(false));
  await subject.stack.up();
  expect(await holders(subject, SECRET)).toHaveLength(groups.length);
  const { summary } = await subject.stack.up({ program: rules, ...REFRESH });
  expect(summary.resourceChanges).toEqual({ create: 1, same: 2, update: groups.length });
  expect(await holders(subject, SECRET)).toEqual(['rules-ruler']);
  expect([...mimir.groups.keys()].sort()).toEqual(groups.map(({ name }) => `prod/${name}`).sort());
});
