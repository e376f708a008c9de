/** Labels and annotations of every object that a stack creates in the cluster. */
import type { Settings } from '../../settings/schema';

/** A group under its key; no key if the group is empty. */
export const unlessEmpty = <Key extends string, Value extends object>(
  key: Key,
  value: Value,
): { readonly [K in Key]?: Value } =>
  (Object.keys(value).length === 0 ? {} : { [key]: value }) as { readonly [K in Key]?: Value };

/** Labels and annotations of an object or a pod; `selectorLabels` are those that select it. */
export const labelsAndAnnotations = (
  { kubernetes: { labels, annotations } }: Pick<Settings, 'kubernetes'>,
  selectorLabels: Readonly<Record<string, string>> = {},
) => ({
  ...unlessEmpty('labels', { ...labels, ...selectorLabels }),
  ...unlessEmpty('annotations', annotations),
});

/** Metadata of an object in the stack's namespace. */
export const objectMetadata = (
  settings: Pick<Settings, 'kubernetes'>,
  name: string,
  selectorLabels?: Readonly<Record<string, string>>,
) => ({ name, namespace: settings.kubernetes.namespace, ...labelsAndAnnotations(settings, selectorLabels) });

/** Annotations of a service that the chart creates. */
export const serviceAnnotations = ({ kubernetes: { annotations } }: Pick<Settings, 'kubernetes'>) =>
  unlessEmpty('service', unlessEmpty('annotations', annotations));
