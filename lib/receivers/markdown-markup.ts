/** Markdown in the dialect of messengers, for receivers that limit a message's length. */
import type { MessageLimits } from './message-limits';
import type { Markup } from './message-templates';

/** Truncates Markdown at `length`, but never directly after the backslash of an escape. */
const cutTemplate = (length: number) =>
  `reReplaceAll "^(.{${length}}).+$" "\${1}…" | ` + String.raw`reReplaceAll "\\\\…$" "…"`;

/**
 * A zero-width space after each `@`, so that a mention in the text notifies nobody: not every messenger accepts a
 * backslash for that.
 */
const ESCAPED =
  String.raw`reReplaceAll "\\s+" " " | reReplaceAll "([\\\\*_~\\x60|<>\\[\\]()#])" "\\$1" | ` +
  'reReplaceAll "@" "@\u200b"';

/** `lineBreak`: ends a line, if a single newline does not. */
export const markdownMarkup = (limits: MessageLimits, lineBreak?: string): Markup => ({
  bold: (text) => `**${text}**`,
  link: (title, url) => `[${title}](${url})`,
  escape: (value, part) =>
    `{{ ${value} | ${ESCAPED} | ${cutTemplate(part === undefined ? limits.name : limits.sentence)} }}`,
  ...(lineBreak !== undefined && { lineBreak }),
});
