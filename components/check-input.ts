/** Checks arguments of a component that are not settings of a stack. */
import * as pulumi from '@pulumi/pulumi';
import { url } from '../lib/settings/fields';

function parseAddress(component: string, property: string, address: string): string {
  const parsed = url.safeParse(address);
  if (parsed.success) return parsed.data;
  throw new pulumi.RunError(
    `the arguments of "${component}" have a mistake:\n  ${property}: had "${address}", and needs an http:// or https:// address`,
  );
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
