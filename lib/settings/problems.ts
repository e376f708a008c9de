/** Mistakes in a stack file as sentences: which key, what it had, what it may have, the nearest right name. */
import type { Catalogue } from '../alerting/catalogue';
import { z } from 'zod';
import type { AlertDefinition } from '../alerting/alert';
import type { Problem } from './contradiction';
import { dottedPath, shortenText, type Path } from './key-path';
import { nearest, nearestZone } from './nearest';
import { valueAt } from '../json-values';
import { ENCRYPTED } from './raw';
import { overrideKeys } from './thresholds';

/** A user name and a password in an address. */
const IN_ADDRESS = /\/\/[^/\s]*@/;

/** A value as it is in a stack file, on one line; a group or a list is only named as such. */
function quoteValue(value: unknown): string {
  if (value === '' || value === null) return 'nothing';
  if (typeof value === 'string') return JSON.stringify(shortenText(value.replace(IN_ADDRESS, `//${ENCRYPTED}@`)));
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return Array.isArray(value) ? 'a list' : 'a group of settings';
}

/** The quoted value, with the type if the type is the mistake. */
function typeText(value: unknown): string {
  const scalar = (typeof value === 'string' && value !== '') || typeof value === 'number' || typeof value === 'boolean';
  return scalar ? `${quoteValue(value)} (a ${typeof value})` : quoteValue(value);
}

/** The schema of an optional key's value. */
export function unwrapOptional(schema: unknown): unknown {
  let inner = schema;
  while (inner instanceof z.ZodOptional || inner instanceof z.ZodDefault || inner instanceof z.ZodPrefault)
    inner = inner.unwrap();
  return inner;
}

/** The fields of a group of settings; empty if the schema is not a group. */
export function fieldsOf(schema: unknown): ReadonlyMap<string, z.ZodType> {
  const inner = unwrapOptional(schema);
  return new Map(inner instanceof z.ZodObject ? Object.entries<z.ZodType>(inner.shape) : []);
}

/** The schema under a key of a group, of a list, or of a group whose keys the user chooses. */
export function schemaAt(schema: unknown, key: PropertyKey): z.ZodType | undefined {
  const inner = unwrapOptional(schema);
  if (inner instanceof z.ZodRecord) return inner.valueType as z.ZodType;
  return inner instanceof z.ZodArray ? (inner.element as z.ZodType) : fieldsOf(inner).get(String(key));
}

const namesAt = (schema: z.ZodType, path: Path): string[] => [
  ...fieldsOf(path.reduce<z.ZodType | undefined>(schemaAt, schema)).keys(),
];

/** Why a key that other alerts accept has no meaning for this one. */
function explainUnusable(alert: string, { threshold, slo }: AlertDefinition, key: string): string {
  if (key === 'minimumRate') return `${alert} takes no share of anything, so it needs no least volume`;
  if (slo !== undefined) return `${alert} has no number of its own, it follows from slos.${slo}.objective`;
  return threshold.kind === 'fixed'
    ? `${alert} has no number to set`
    : `${alert} fires ${threshold.kind} its number, not ${key} it`;
}

function unknownKey({ alerts }: Catalogue, path: Path, key: string, names: readonly string[]): Problem {
  const problem = (message: string): Problem => ({ key: dottedPath([...path, key]), message });
  const guess = nearest(key, names);
  const hint = guess === undefined ? '' : `; did you mean ${guess}?`;
  if (path.length === 0 && names.some((name) => key.startsWith(`${name}.`)))
    return problem(
      `a key with dots; did you forget --path? \`pulumi config rm '${shortenText(key)}'\`, then \`pulumi config set --path '${shortenText(key)}' VALUE\``,
    );
  if (path.length === 0) return problem(`no such setting; a stack may have ${names.join(', ')}${hint}`);
  const inThresholds = path[0] === 'thresholds';
  if (inThresholds && path.length === 1)
    return problem(`no such alert${hint === '' ? '; `npm run alerts` lists them' : hint}`);
  const name = String(path[1]);
  const alert = inThresholds ? alerts[name] : undefined;
  if (alert !== undefined && overrideKeys.some((other) => other === key))
    return problem(`${explainUnusable(name, alert, key)}; it may have ${names.join(', ')}`);
  return problem(`no such setting; it may have ${names.join(', ')}${hint}`);
}

const TYPES: Readonly<Record<string, string>> = {
  number: 'a number',
  string: 'a text',
  boolean: 'true or false',
  object: 'a group of settings',
  record: 'a group of settings',
  array: 'a list',
};

/** What a key needs, to complete "needs ...". If the schema has an error message of its own, that one is used. */
export function describeNeed(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === 'invalid_type')
    return typeof issue.input === 'number' && issue.expected === 'number' ? 'a finite number' : TYPES[issue.expected];
  if (issue.code === 'invalid_value')
    return `${issue.values.length > 1 ? 'one of ' : ''}${issue.values.map(String).join(', ')}`;
  if (issue.code === 'too_small')
    return issue.origin === 'string' ? 'a text that is not empty' : `at least ${String(issue.minimum)}`;
  return undefined;
}

/**
 * The valid value that a wrong one most likely stands for; undefined if the key has no fixed list of values, or none is
 * close.
 */
function guessValue(issue: z.core.$ZodIssue, wrong: string): string | undefined {
  if (issue.code === 'invalid_value')
    return issue.values.length > 1 ? nearest(wrong, issue.values.map(String)) : undefined;
  return issue.code === 'custom' && issue.params?.isZone === true ? nearestZone(wrong) : undefined;
}

const isWithin = (path: Path, other: Path): boolean => path.every((part, i) => part === other[i]);

/**
 * One problem for each invalid key in `raw`. `error` is the result of `schema` when parsed with {@link describeNeed}.
 * Values under a key for which `secret` is true are not repeated.
 */
export function explainProblems(
  error: z.ZodError,
  raw: unknown,
  catalogue: Catalogue,
  schema: z.ZodType,
  secret: (path: Path) => boolean = () => false,
): Problem[] {
  /** A problem of a whole group that follows from a problem inside it. */
  const follows = ({ code, path }: z.core.$ZodIssue) =>
    code === 'custom' &&
    error.issues.some(
      (other) => (other.path.length > path.length || other.code === 'unrecognized_keys') && isWithin(path, other.path),
    );
  const issues = error.issues.filter((issue) => !follows(issue));
  const problems = issues.flatMap((issue): Problem[] => {
    if (issue.code === 'unrecognized_keys') {
      const names = namesAt(schema, issue.path);
      return issue.keys.map((key) => unknownKey(catalogue, issue.path, key, names));
    }
    const value = valueAt(raw, issue.path);
    const key = dottedPath(issue.path);
    if (issue.code === 'invalid_key')
      return issue.issues.map(({ message }) => ({ key, message: `is no name here; needs ${message}` }));
    if (value === undefined) return [{ key, message: `missing; needs ${issue.message}` }];
    if (value === ENCRYPTED || secret(issue.path)) return [{ key, message: `had a secret, needs ${issue.message}` }];
    const had = issue.code === 'invalid_type' ? typeText(value) : quoteValue(value);
    const guess = typeof value === 'string' ? guessValue(issue, value) : undefined;
    return [
      { key, message: `had ${had}, needs ${issue.message}${guess === undefined ? '' : `; did you mean ${guess}?`}` },
    ];
  });
  return problems.filter(({ key }, index) => problems.findIndex((other) => other.key === key) === index);
}
