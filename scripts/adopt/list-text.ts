/** A heading with lines below it; empty if there are no lines. */
export const listText = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [`# ${title}`, ...lines, ''];
