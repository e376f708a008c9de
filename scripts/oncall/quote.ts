/** A text as one word of a shell. */
export const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** A line `name) echo 'text' ;;` of a shell's `case`, for each entry. */
export const caseLines = (texts: Readonly<Record<string, string>>): string =>
  Object.entries(texts)
    .map(([name, text]) => `    ${name}) echo ${text} ;;`)
    .join('\n');

/** The last line of a `case` over services: the valid names. */
export const unknownService = (services: readonly string[]): string =>
  `    *) echo "unknown service '$1'; this stack has: ${services.join(', ')}" >&2; return 1 ;;`;

/** The parts of a target's script. */
export interface TargetFunctions {
  readonly functions: string;
  /** Lines about where to open the servers. */
  readonly addresses: readonly string[];
}
