/** Credentials are encrypted in the state, and are in no environment variable or command line. */
import { RECEIVER_KINDS } from '../lib/receivers';
import type { Rule } from './rule';
import { absent, at, group, within, type Value } from './value';
import { workloads } from './workloads';

/** Names of credentials by their last word, in any spelling. */
const ENDS = [
  ...['password', 'passwd', '(^|_)pass', 'secret', 'token', 'api_?key', 'private_?key', 'secret_?key', 'webhook_?url'],
  'credentials?',
  ...RECEIVER_KINDS.flatMap(({ credentialNames = [] }) => credentialNames.map((name) => name.replaceAll('_', '_?'))),
];
const NAMES = new RegExp(`(${ENDS.join('|')})$`, 'i');
/** Names that end in such a word but contain the name of a Kubernetes Secret, such as the operator's `configSecret`. */
const POINTERS = /^(existing|image_?pull|(config|tls)_?secret$)/i;

/** Patterns of credentials, whatever their name. */
const SHAPES: readonly RegExp[] = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /:\/\/[^\s/:@"'`]+:[^\s/@"'`]+@/,
  ...RECEIVER_KINDS.flatMap(({ credentialPatterns = [] }) => credentialPatterns),
  /\bgl(sa|c)_\w{20,}/,
  /\bgh[opsu]_\w{30,}/,
  /\bAKIA[0-9A-Z]{16}\b/,
];

const isSecretName = (name: string): boolean => NAMES.test(name) && !POINTERS.test(name);
const isSecretShaped = (text: string): boolean => SHAPES.some((shape) => shape.test(text));
/** A boolean, a number, a path or a reference is not a credential, whatever its name. */
const isPossibleSecret = (text: string): boolean =>
  !/^(|true|false|on|off|[\d.]+[a-z]{0,2}|\/\S*|\$[_({]\S*)$/i.test(text);

/** Whether a named text is, or contains, a credential. */
export const credential = (name: string, text: Value): boolean =>
  typeof text === 'string' && isPossibleSecret(text) && (isSecretName(name) || isSecretShaped(text));

/** Paths of a container's environment and command line: another rule checks them. */
const EXPOSED = /^(envs?|command|args|entrypoints)$/;

/** The keys of a Kubernetes Secret are next to its name, such as the Grafana chart's `admin.userKey`. */
const KEY_NAMES = /^\w*_?key$/i;
const isKeyName = (name: string, parent: Value): boolean =>
  KEY_NAMES.test(name) && !absent(group(parent).existingSecret);

/** The paths of credentials in properties, if it is not known which of them are encrypted. */
export const inClear = (properties: Value): string[] =>
  [...within(properties)]
    .filter(({ path }) => !path.some((key) => EXPOSED.test(key)))
    .filter(({ path, value }) => credential(path.findLast((key) => !/^\d+$/.test(key)) ?? '', value))
    .map(({ path }) => path)
    .filter((path) => !isKeyName(path.at(-1) ?? '', at(properties, path.slice(0, -1).join('.'))))
    .map((path) => path.join('.'));

export const noSecretInEnvironment: Rule = {
  name: 'no-secret-in-environment',
  description: "No credential stands in a container's environment or command line.",
  remedy: 'Whoever may inspect the container reads it: hand it over as a file or by `valueFrom.secretKeyRef`.',
  *broken(subject) {
    for (const { label, env, words } of workloads(subject)) {
      for (const { name, value } of env)
        if (credential(name, value)) yield `${label}the variable ${name} holds a credential`;
      if (words.some((word) => typeof word === 'string' && isSecretShaped(word)))
        yield `${label}the command line holds a credential`;
    }
  },
};

/** The description of the rule on encryption; the engine calls it differently (see `rule.ts`). */
export const encryptedSecrets = {
  name: 'encrypted-secret',
  description: 'A credential is a Pulumi secret.',
  remedy:
    'It would stand in clear in the state: set it with `pulumi config set --secret`, or wrap it in `pulumi.secret()`.',
};
