/** Values as the text of a file. */
import { dump } from 'js-yaml';

export const yaml = (value: unknown): string => dump(value, { lineWidth: -1, noRefs: true });
export const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** FNV-1a, 32 bits, as eight hexadecimal digits. http://www.isthe.com/chongo/tech/comp/fnv */
export const fnv1a = (text: string): string =>
  [...new TextEncoder().encode(text)]
    .reduce((hash, byte) => Math.imul(hash ^ byte, 0x01000193) >>> 0, 0x811c9dc5)
    .toString(16)
    .padStart(8, '0');
