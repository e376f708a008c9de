/** What an address that a server's port is bound to means. */
import { isIPv6 } from 'node:net';

/** Whether a server on this address takes the port on every address. */
export const onEveryAddress = (address: string): boolean =>
  address === '0.0.0.0' || (isIPv6(address) && /^[0:]+$/.test(address));

/** Where a person on this machine opens a server. */
export function localUrl({ bindAddress, port }: { readonly bindAddress: string; readonly port: number }): string {
  const here = onEveryAddress(bindAddress) || bindAddress === '127.0.0.1' || bindAddress === '::1';
  const host = here ? 'localhost' : isIPv6(bindAddress) ? `[${bindAddress}]` : bindAddress;
  return `http://${host}:${port}`;
}
