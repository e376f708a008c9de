/** Arguments of a component that are no settings of a stack. */
import * as pulumi from '@pulumi/pulumi';
import { url } from '../lib/settings/fields';

function parseAddress(component: string, property: string, address: string): string {
  const parsed = url.safeParse(address);
  if (parsed.success) return parsed.data;
  throw new pulumi.RunError(
    `the arguments of "${component}" have a mistake:\n  ${property}: had "${address}", and needs an http:// or https:// address`,
  );
}

/** The address as a resource takes it. One that is none is an error that names the property: at once, or once it is there. */
export const checkAddress = (
  component: string,
  property: string,
  address: pulumi.Input<string>,
): pulumi.Input<string> =>
  typeof address === 'string'
    ? parseAddress(component, property, address)
    : pulumi.output(address).apply((value) => parseAddress(component, property, value));
