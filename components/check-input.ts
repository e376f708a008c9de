/** Checks arguments of a component that are not settings of a stack. */
import * as pulumi from '@pulumi/pulumi';
import { listProblems, type Problem } from '../lib/settings/contradiction';
import { url } from '../lib/settings/fields';

/** Mistakes in the arguments of a component, for the author of the program. */
export const argumentError = (component: string, ...problems: readonly Problem[]): pulumi.RunError =>
  new pulumi.RunError(`the arguments of "${component}" have ${listProblems(problems)}`);

function parseAddress(component: string, key: string, address: string): string {
  const parsed = url.safeParse(address);
  if (parsed.success) return parsed.data;
  const message = `had "${address}", and needs an http:// or https:// address`;
  throw argumentError(component, { key, message });
}

/**
 * The address in the form that a resource takes. If it is invalid, the error names the property: at once, or when the
 * output is known.
 */
export const checkAddress = (
  component: string,
  property: string,
  address: pulumi.Input<string>,
): pulumi.Input<string> =>
  typeof address === 'string'
    ? parseAddress(component, property, address)
    : pulumi.output(address).apply((value) => parseAddress(component, property, value));
