/** Values as the text of a file. */
import { dump } from 'js-yaml';

export const yaml = (value: unknown): string => dump(value, { lineWidth: -1, noRefs: true });
export const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
