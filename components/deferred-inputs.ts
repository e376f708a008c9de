/**
 * Settings whose values are known only during the update, such as the address of a database or the kubeconfig of a
 * cluster. Settings are checked and compiled before that, with a placeholder for each such value. The resources get the
 * real values, and the engine shows them as unknown until then.
 */
import * as pulumi from '@pulumi/pulumi';
import type { z } from 'zod';
import { yaml } from '../lib/compile/text';
import { mapLeaves, OMITTED } from '../lib/json-values';
import { dottedPath, type Path } from '../lib/settings/key-path';
import { describeNeed, schemaAt } from '../lib/settings/problems';
import { Secret } from '../lib/settings/secret';

/**
 * Placeholders, of which the first one is used that the setting's schema accepts. An image comes before an address,
 * because `host:port` looks like an image with a tag. A host name with a dot comes before a plain name, which is not an
 * image registry.
 */
const PLACEHOLDERS: readonly ((id: string) => string)[] = [
  (id) => `${id}.invalid`,
  (id) => id,
  (id) => `${id}.invalid/image:1`,
  (id) => `${id}.invalid:1`,
  (id) => `https://${id}.invalid`,
];

/**
 * Paths of settings that may be outputs of other resources, in addition to all credentials; `*` is any key or index.
 * All other settings decide the content of rules, dashboards or names, which is compiled and checked before the update,
 * so they need a value.
 */
export const DEFERRABLE = [
  'backend.address',
  'prometheus.image',
  'prometheus.externalUrl',
  'prometheus.remoteWrite.*.url',
  'prometheus.remoteWrite.*.basicAuth.username',
  'grafana.image',
  'grafana.externalUrl',
  'alertmanager.image',
  'alertmanager.externalUrl',
  'images.registry',
  'exporters.*.address',
  'exporters.*.image',
  'docker.network',
  'kubernetes.context',
  'kubernetes.namespace',
  'kubernetes.grafanaUrl',
  'external.grafana.url',
  'external.prometheus.url',
  'external.prometheus.tenant',
  'external.prometheus.basicAuth.username',
  'external.ruler.url',
  'external.ruler.tenant',
  'external.ruler.basicAuth.username',
  'runbooks.baseUrl',
] as const;
const PATTERNS = DEFERRABLE.map((path) => new RegExp(`^${path.replaceAll('.', '\\.').replaceAll('*', '[^.]+')}$`));

/** The placeholder of a setting; undefined if the setting needs a value. */
export function placeholderOf(path: Path, setting: z.ZodType | undefined, id: string): string | undefined {
  const isListed = PATTERNS.some((pattern) => pattern.test(path.join('.')));
  return PLACEHOLDERS.map((placeholder) => placeholder(id)).find((placeholder) => {
    const parsed = setting?.safeParse(placeholder);
    return parsed?.success === true && (isListed || parsed.data instanceof Secret);
  });
}

export interface DeferredInputs {
  /** The settings with placeholders. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** The paths of the deferred settings. */
  readonly paths: readonly string[];
  /** Replaces the placeholders in a text by their values. */
  readonly resolve: (text: string) => pulumi.Input<string>;
  /** Replaces the placeholders in all texts of a resource's properties. */
  readonly resolveAll: (value: unknown) => unknown;
}

const ID = /deferred-input-\d+x/;
type Deferred = pulumi.Output<string> | Promise<string>;
const isDeferred = (value: unknown): value is Deferred => pulumi.Output.isInstance(value) || value instanceof Promise;

/** The value in the form that a resource takes; if the setting does not accept it, the error names the property. */
export function checkValue(property: string, setting: z.ZodType, value: unknown): string {
  const needs = (what = 'a text') =>
    new pulumi.RunError(`${property}: the output has another value than it needs: ${what}`);
  if (typeof value !== 'string') throw needs();
  const parsed = setting.safeParse(value, { error: describeNeed });
  if (!parsed.success) throw needs(parsed.error.issues[0]?.message);
  return parsed.data instanceof Secret ? parsed.data.reveal() : String(parsed.data);
}

function isJson(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}

/** The text with the placeholder replaced by the value, as if the value had been known from the start. */
function insertValue(text: string, placeholder: string, value: string): string {
  if (isJson(text)) return text.replaceAll(placeholder, () => JSON.stringify(value).slice(1, -1));
  return text
    .split('\n')
    .map((line) =>
      line.endsWith(`: ${placeholder}`) || line.endsWith(`- ${placeholder}`)
        ? line.replace(placeholder, () => yaml(value).trimEnd())
        : line.replaceAll(placeholder, () => value),
    )
    .join('\n');
}

/** Replaces each output by a placeholder; errors name `component`, and `schema` is the schema of the settings. */
export function deferInputs(
  component: string,
  schema: z.ZodType,
  settings: Readonly<Record<string, unknown>>,
): DeferredInputs {
  const values = new Map<string, pulumi.Output<string>>();
  const paths: string[] = [];
  const putPlaceholder = (value: unknown, path: Path): unknown => {
    if (!isDeferred(value)) return value === undefined ? OMITTED : value;
    const property = dottedPath(path);
    const setting = path.reduce<z.ZodType | undefined>(schemaAt, schema);
    const placeholder = placeholderOf(path, setting, `deferred-input-${values.size}x`);
    if (setting === undefined || placeholder === undefined)
      throw new pulumi.RunError(
        `${component}: ${property} had an output of another resource, and needs a value: it is compiled and checked before the update`,
      );
    values.set(
      placeholder,
      pulumi.output(value).apply((output: unknown) => checkValue(property, setting, output)),
    );
    paths.push(property);
    return placeholder;
  };
  const resolve = (text: string): pulumi.Input<string> => {
    const placeholders = [...values.keys()].filter((each) => text.includes(each));
    const remainder = placeholders.reduce((left, each) => left.replaceAll(each, ''), text);
    if (ID.test(remainder)) throw new Error(`${component}: a deferred input was taken apart: ${remainder}`);
    if (placeholders.length === 0) return text;
    return pulumi
      .all(placeholders.map((each) => values.get(each) ?? ''))
      .apply((found) => placeholders.reduce((left, each, i) => insertValue(left, each, found[i] ?? ''), text));
  };
  const resolveAll = (value: unknown): unknown =>
    mapLeaves(value, (leaf) => {
      if (isDeferred(leaf)) return pulumi.output(leaf).apply((inner: unknown) => resolveAll(inner));
      return typeof leaf === 'string' && ID.test(leaf) ? resolve(leaf) : leaf;
    });
  return {
    settings: mapLeaves(settings, putPlaceholder) as Readonly<Record<string, unknown>>,
    paths,
    resolve,
    resolveAll,
  };
}
