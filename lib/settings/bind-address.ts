/** The addresses to which a server's port is bound. */
import { isIPv6 } from 'node:net';

/** Whether a server with this bind address listens on every address of the machine. */
export const onEveryAddress = (address: string): boolean =>
  address === '0.0.0.0' || (isIPv6(address) && /^[0:]+$/.test(address));

/** The URL at which a person on this machine opens a server. */
export function localUrl({ bindAddress, port }: { readonly bindAddress: string; readonly port: number }): string {
  const here = onEveryAddress(bindAddress) || bindAddress === '127.0.0.1' || bindAddress === '::1';
  const host = here ? 'localhost' : isIPv6(bindAddress) ? `[${bindAddress}]` : bindAddress;
  return `http://${host}:${port}`;
}
