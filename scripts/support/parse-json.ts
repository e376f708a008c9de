/** JSON of a file that a person named on the command line. */
import { UsageError } from '../../lib/servers/command-line';

/** Throws a {@link UsageError} that names the file and the reason if its text is no JSON. */
export function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${file} is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}
