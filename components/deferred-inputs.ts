/**
 * Settings that other resources know only during the update, such as the address of a database or the kubeconfig of a
 * cluster. Settings are checked and compiled before that, with a placeholder in the place of each such value; the
 * resources get the values instead, and the engine shows them as unknown until it has them.
 */
import * as pulumi from '@pulumi/pulumi';

interface Kind {
  /** What stands for the value until it is there: it passes the checks of the settings. */
  readonly placeholder: (id: string) => string;
  readonly pattern: RegExp;
  readonly needs: string;
}
const ADDRESS = { pattern: /^\S+:\d+$/, needs: 'host:port, such as "backend:8000"' };
const KINDS = {
  url: {
    placeholder: (id) => `http://${id}.invalid`,
    pattern: /^https?:\/\/\S+$/,
    needs: 'an http:// or https:// address',
  },
  webhook: {
    placeholder: (id) => `https://${id}.invalid`,
    pattern: /^https?:\/\/\S+$/,
    needs: 'an http:// or https:// address',
  },
  address: { placeholder: (id) => `${id}.invalid:1`, ...ADDRESS },
  image: {
    placeholder: (id) => `${id}.invalid/image:1`,
    pattern: /^\S+[:@]\S+$/,
    needs: 'an image with a tag or digest',
  },
  registry: { placeholder: (id) => `${id}.invalid`, pattern: /^[^\s/][^\s]*$/, needs: 'a registry without a scheme' },
  text: { placeholder: (id) => id, pattern: /^[^]+$/, needs: 'a text that is not empty' },
} as const satisfies Record<string, Kind>;

/**
 * The settings that may be outputs of other resources, by path; `*` is any key. All others decide the content of rules,
 * dashboards or names, which is compiled and checked before the update: they need a value.
 */
export const DEFERRABLE = {
  'backend.address': 'address',
  'prometheus.image': 'image',
  'prometheus.externalUrl': 'url',
  'grafana.image': 'image',
  'grafana.externalUrl': 'url',
  'alertmanager.image': 'image',
  'alertmanager.externalUrl': 'url',
  'images.registry': 'registry',
  'exporters.*.address': 'address',
  'exporters.*.image': 'image',
  'exporters.*.password': 'text',
  'docker.network': 'text',
  'kubernetes.kubeconfig': 'text',
  'kubernetes.context': 'text',
  'kubernetes.namespace': 'text',
  'kubernetes.grafanaUrl': 'url',
  'external.grafana.url': 'url',
  'external.grafana.token': 'text',
  'external.prometheus.url': 'url',
  'external.prometheus.tenant': 'text',
  'external.prometheus.bearerToken': 'text',
  'external.prometheus.basicAuth.username': 'text',
  'external.prometheus.basicAuth.password': 'text',
  'external.ruler.url': 'url',
  'external.ruler.tenant': 'text',
  'external.ruler.bearerToken': 'text',
  'external.ruler.basicAuth.username': 'text',
  'external.ruler.basicAuth.password': 'text',
  'alerting.smtp.password': 'text',
  'alerting.routes.*.*.url': 'webhook',
  'alerting.teams.*.routes.*.*.url': 'webhook',
  'runbooks.baseUrl': 'url',
} as const satisfies Record<string, keyof typeof KINDS>;

const kindOf = (path: string): Kind | undefined => {
  const found = Object.entries(DEFERRABLE).find(([pattern]) =>
    new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '[^.]+')}$`).test(path),
  );
  return found && KINDS[found[1]];
};

export interface DeferredInputs {
  /** The settings with placeholders. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** The paths of what was deferred. */
  readonly paths: readonly string[];
  /** A text with the values in the place of their placeholders. */
  readonly resolve: (text: string) => pulumi.Input<string>;
  /** The same for all texts in the properties of a resource. */
  readonly resolveAll: (value: unknown) => unknown;
}

const ID = /deferred-input-\d+x/;
type Deferred = pulumi.Output<string> | Promise<string>;
const isDeferred = (value: unknown): value is Deferred => pulumi.Output.isInstance(value) || value instanceof Promise;
const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/** The value as a resource takes it; an error that names the property where it is none that the property takes. */
export function checkValue(path: string, value: unknown): string {
  const kind = kindOf(path);
  if (typeof value !== 'string' || kind?.pattern.test(value) !== true)
    throw new pulumi.RunError(
      `${path}: the output has another value than it needs: ${kind?.needs ?? 'a value that is known before the update'}`,
    );
  return kind.needs === KINDS.text.needs ? value : value.replace(/\/+$/, '');
}

/** Puts a placeholder in the place of each output; `component` is named in errors. */
export function deferInputs(component: string, settings: Readonly<Record<string, unknown>>): DeferredInputs {
  const values = new Map<string, pulumi.Output<string>>();
  const paths: string[] = [];
  const withPlaceholders = (value: unknown, path: string): unknown => {
    if (isDeferred(value)) {
      const kind = kindOf(path);
      if (kind === undefined)
        throw new pulumi.RunError(
          `${component}: ${path} had an output of another resource, and needs a value: it is compiled and checked before the update`,
        );
      const placeholder = kind.placeholder(`deferred-input-${values.size}x`);
      values.set(
        placeholder,
        pulumi.output(value).apply((output: unknown) => checkValue(path, output)),
      );
      paths.push(path);
      return placeholder;
    }
    if (Array.isArray(value)) return value.map((each: unknown, i) => withPlaceholders(each, `${path}[${i}]`));
    if (!isPlain(value)) return value;
    const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
    return Object.fromEntries(
      entries.map(([key, inner]) => [key, withPlaceholders(inner, path === '' ? key : `${path}.${key}`)]),
    );
  };
  const resolve = (text: string): pulumi.Input<string> => {
    const placeholders = [...values.keys()].filter((each) => text.includes(each));
    const remainder = placeholders.reduce((left, each) => left.replaceAll(each, ''), text);
    if (ID.test(remainder)) throw new Error(`${component}: a deferred input was taken apart: ${remainder}`);
    if (placeholders.length === 0) return text;
    return pulumi
      .all(placeholders.map((each) => values.get(each) ?? ''))
      .apply((found) => placeholders.reduce((left, each, i) => left.replaceAll(each, () => found[i] ?? ''), text));
  };
  const resolveAll = (value: unknown): unknown => {
    if (typeof value === 'string') return ID.test(value) ? resolve(value) : value;
    if (isDeferred(value)) return pulumi.output(value).apply((inner: unknown) => resolveAll(inner));
    if (Array.isArray(value)) return value.map(resolveAll);
    if (!isPlain(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolveAll(inner)]));
  };
  return {
    settings: withPlaceholders(settings, '') as Readonly<Record<string, unknown>>,
    paths,
    resolve,
    resolveAll,
  };
}
