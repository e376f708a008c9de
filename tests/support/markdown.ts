/** The anchor that GitHub gives a heading. */
export const anchor = (title: string): string =>
  title
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

/** Expands braces: `a.{b,c}` becomes two texts. */
export function expandBraces(text: string): string[] {
  const [braces, parts = ''] = /\{(.+?)\}/.exec(text) ?? [];
  return braces === undefined ? [text] : parts.split(',').flatMap((part) => expandBraces(text.replace(braces, part)));
}
