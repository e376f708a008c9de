/** Runs a program to its end. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Its output; rejects, with the output in the error, if the program fails. */
export const run = promisify(execFile);
