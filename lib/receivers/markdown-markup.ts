/** Markdown as messengers know it, for receivers that limit a message's length. */
import type { MessageLimits } from './message-limits';
import type { Markup } from './message-templates';

/** Cuts Markdown at `length`, and never behind the backslash of an escape. */
const cut = (length: number) => `reReplaceAll "^(.{${length}}).+$" "\${1}…" | ` + String.raw`reReplaceAll "\\\\…$" "…"`;

/** A zero-width space after each `@` keeps a mention from notifying anybody: a backslash does not everywhere. */
const ESCAPED =
  String.raw`reReplaceAll "\\s+" " " | reReplaceAll "([\\\\*_~\\x60|<>\\[\\]()#])" "\\$1" | ` +
  'reReplaceAll "@" "@\u200b"';

/** `lineBreak`: what ends a line, where a single newline does not. */
export const markdownMarkup = (limits: MessageLimits, lineBreak?: string): Markup => ({
  bold: (text) => `**${text}**`,
  link: (title, url) => `[${title}](${url})`,
  escape: (value, part) => `{{ ${value} | ${ESCAPED} | ${cut(part === undefined ? limits.name : limits.sentence)} }}`,
  ...(lineBreak !== undefined && { lineBreak }),
});
