/**
 * The predicates of the policies, at their edges. The whole policies on the engine: tests/engine/policies.test.ts.
 */
import { load } from 'js-yaml';
import { Secret } from '@pulumi/policy';
import { missingAlertParts } from '../../policies/alerts';
import { movingTagProblems } from '../../policies/images';
import { weakPasswordProblems } from '../../policies/passwords';
import { isOpenEverywhere } from '../../policies/ports';
import { credential, inClear } from '../../policies/secrets';
import { UNKNOWN, at, includes, read } from '../../policies/value';

const DIGEST = `sha256:${'0'.repeat(64)}`;

test.each([
  'prom/prometheus:v3.5.0',
  'localhost:5000/a/b:1',
  `a:latest@${DIGEST}`,
  `a@${DIGEST}`,
  DIGEST,
  UNKNOWN,
  undefined,
])('%p names one version of an image', (reference) => expect(movingTagProblems(reference)).toEqual([]));
test.each(['prom/prometheus', 'prom/prometheus:latest', 'localhost:5000/a'])(
  '%p may name another image tomorrow',
  (reference) =>
    expect(movingTagProblems(reference)).toEqual([expect.stringContaining(`the image "${reference}" has`)]),
);

test.each(['admin', ' Admin ', 'prom-operator', '', undefined, null])('%p is no password for an admin', (password) =>
  expect(weakPasswordProblems(password)).toHaveLength(1),
);
test.each(['kX8-of-its-own', UNKNOWN])('%p may be the password of an admin', (password) =>
  expect(weakPasswordProblems(password)).toEqual([]),
);

test.each(['', undefined, '0.0.0.0', '::', '[::]', '0:0:0:0:0:0:0:0'])('%p is every address of the machine', (ip) =>
  expect(isOpenEverywhere(ip)).toBe(true),
);
test.each(['127.0.0.1', '::1', '10.0.0.0', 'fe80::', UNKNOWN])('%p is one address', (ip) =>
  expect(isOpenEverywhere(ip)).toBe(false),
);

test.each([
  ['SMTP_PASSWORD', 'hunter2'],
  ['adminPassword', 'hunter2'],
  ['DB_PASS', 'hunter2'],
  ['apiToken', 'abc'],
  ['integrationKey', 'abc'],
  ['url', 'https://hooks.slack.com/services/T0/B0/x'],
  ['url', 'postgres://me:mine@db:5432/x'],
  ['config', 'key: |\n  -----BEGIN RSA PRIVATE KEY-----\n'],
])('%s with the value %p is a credential', (name, value) => expect(credential(name, value)).toBe(true));
test.each([
  ['SMTP_PASSWORD__FILE', 'hunter2'],
  ['SMTP_PASSWORD', '/run/secrets/smtp'],
  ['SMTP_PASSWORD', '$(FROM_ELSEWHERE)'],
  ['DISABLE_PASSWORD', 'true'],
  ['TOKEN', '15m'],
  ['existingSecret', 'grafana-admin'],
  ['secretName', 'tls'],
  ['compass', 'north'],
  ['url', 'http://prometheus:9090/a:b@c'],
  ['PASSWORD', UNKNOWN],
])('%s with the value %p is no credential', (name, value) => expect(credential(name, value)).toBe(false));

test('a readable credential is reported by its path; an encrypted one and one in a list of variables are not', () => {
  const props = { grafana: { adminPassword: 'mine', token: new Secret('x') }, envs: ['A=b'], keys: [{ apiKey: 'y' }] };
  expect(inClear(read(props))).toEqual(['grafana.adminPassword', 'keys.0.apiKey']);
});

test('everything that an alert lacks is reported at once', () => {
  const alert = read(load('{ labels: { severity: "" }, annotations: { summary: It is down } }'));
  expect(missingAlertParts('Down', alert as never)).toEqual(['alert Down has no severity, no runbook_url']);
});

test('a value that is unknown before the update is marked, and its neighbours are still read', () => {
  const props = Object.defineProperty({ known: [1, { x: 'y' }] }, 'later', {
    enumerable: true,
    get: () => {
      throw new Error("can't be known during preview");
    },
  });
  const value = read(props);
  expect(value).toEqual({ known: [1, { x: 'y' }], later: UNKNOWN });
  expect(at(value, 'later.deeper')).toBe(UNKNOWN);
  expect(at(value, 'known.deeper')).toBeUndefined();
  expect(includes(UNKNOWN, () => false)).toBe(true);
});
