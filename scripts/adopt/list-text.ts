/** A heading with lines below it; nothing where there are none. */
export const listText = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [`# ${title}`, ...lines, ''];
