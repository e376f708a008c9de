import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The first file of one of the names in the folders of PATH; none where there is none. */
export const onPath = (names: readonly string[], path = process.env.PATH ?? ''): string | undefined =>
  path
    .split(delimiter)
    .filter(Boolean)
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find((file) => existsSync(file));
