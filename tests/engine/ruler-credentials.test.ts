/**
 * Where the state has the credentials of a ruler, on the real Pulumi engine; the ruler is a stand-in over real HTTP.
 */
import * as pulumi from '@pulumi/pulumi';
import { RulerRules } from '../../components/external/ruler';
import { compile } from '../../lib/compile';
import { toSettings } from '../../lib/settings/settings';
import { trading } from '../../platform';
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
  subject?.close();
  await mimir.close();
});

const groups = compile(toSettings(trading, 'prod', {})).prometheusGroups.slice(0, 2);
const rules = async () => {
  const authorization = pulumi.secret(`Bearer ${SECRET}`);
  new RulerRules('rules', { url: mimir.url, authorization, namespace: 'prod', interval: '15s', groups });
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
  const loaded = [...mimir.groups];
  await mimir.close();
  mimir = await startRuler('Bearer renewed', undefined, Number(new URL(mimir.url).port));
  for (const [key, group] of loaded) mimir.groups.set(key, group);
  const renewed = async () => {
    const authorization = pulumi.secret('Bearer renewed');
    new RulerRules('rules', { url: mimir.url, authorization, namespace: 'prod', interval: '15s', groups });
  };
  const { summary } = await subject.stack.up({ program: renewed, ...REFRESH });
  expect(summary.resourceChanges).toMatchObject({ update: 1 });
  await subject.stack.destroy();
  expect([...mimir.groups.keys()]).toEqual([]);
});

/** A rule group from when each group had its credentials: its provider only records what it gets. */
const formerProvider: pulumi.dynamic.ResourceProvider = {
  async create(inputs: { namespace: string; group: { name: string } }) {
    return { id: `${inputs.namespace}/${inputs.group.name}`, outs: { ...inputs, served: '', drifted: false } };
  },
};
class FormerGroup extends pulumi.dynamic.Resource {
  constructor(name: string, props: pulumi.Inputs, parent: pulumi.Resource) {
    super(formerProvider, name, props, { parent, additionalSecretOutputs: ['authorization'] }, 'mimir', 'RuleGroup');
  }
}

test('a stack from when each group had its credentials needs no replacement, and its state then has them once', async () => {
  subject = await startEngine('prod', {}, async () => {
    const parent = new pulumi.ComponentResource('trading-observability:external:RulerRules', 'rules');
    const place = { url: mimir.url, namespace: 'prod', authorization: pulumi.secret(`Bearer ${SECRET}`) };
    for (const { name, interval = '15s', rules: ofGroup } of groups)
      new FormerGroup(
        `rules-${name.replaceAll('_', '-')}`,
        { ...place, group: { name, interval, rules: ofGroup } },
        parent,
      );
  });
  await subject.stack.up();
  expect(await holders(subject, SECRET)).toHaveLength(groups.length);
  const { summary } = await subject.stack.up({ program: rules, ...REFRESH });
  expect(summary.resourceChanges).toEqual({ create: 1, same: 2, update: groups.length });
  expect(await holders(subject, SECRET)).toEqual(['rules-ruler']);
  expect([...mimir.groups.keys()].sort()).toEqual(groups.map(({ name }) => `prod/${name}`).sort());
});
