/** Finds programs of this machine. */
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The suffixes of a program's file name. */
export const EXE = process.platform === 'win32' ? '.exe' : '';

/** Whether this user can run the file. */
export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** The first program with one of these names (without `.exe`) in the folders of PATH; undefined if there is none. */
export const findOnPath = (names: readonly string[], path = process.env.PATH ?? ''): string | undefined =>
  path
    .split(delimiter)
    .filter(Boolean)
    .flatMap((folder) => names.map((name) => join(folder, name + EXE)))
    .find(isExecutable);
