/** The markups that several receivers share, which limit a message's length. */
import type { Markup } from './message-templates';

/** The lengths of the parts in characters, markup included; at most 1,000, because Go's regular expressions cannot repeat more often. */
interface MessageLimits {
  /** Limit of a culprit, a value or a summary. */
  readonly name: number;
  readonly sentence: number;
}

/** Plain text. */
export const plainMarkup = (limits: MessageLimits): Markup => ({
  bold: (text) => text,
  link: (title, url) => `${title}: ${url}`,
  escape: (value, part) =>
    `{{ ${value} | reReplaceAll "\\\\s+" " " | ` +
    `reReplaceAll "^(.{${part === undefined ? limits.name : limits.sentence}}).+$" "\${1}…" }}`,
});

/** Truncates HTML at `length`, but never inside an entity. */
const cutHtml = (length: number) => `reReplaceAll "^(.{${length}}).+$" "\${1}…" | reReplaceAll "&[a-z]*…$" "…"`;

/** An address in an attribute; an annotation's address may have several parameters. */
const hrefOf = (url: string): string =>
  url
    .replaceAll('&', '&amp;')
    .replace(/\{\{ (\.Annotations\.\w+) \}\}/g, '{{ $1 | reReplaceAll "&" "&amp;" | safeHtml }}');

/**
 * HTML with the few tags that messengers support.
 *
 * Alertmanager prints HTML with Go's html/template, which escapes values by itself; Grafana uses text/template, which
 * does not. With `safeHtml` both print the text that is escaped here. It also hides the tag of a link, in which
 * html/template would escape by other rules.
 */
export const htmlMarkup = (limits: MessageLimits): Markup => {
  const escape = (value: string, part?: 'sentence') =>
    `{{ ${value} | reReplaceAll "\\\\s+" " " | reReplaceAll "&" "&amp;" | reReplaceAll "<" "&lt;" | reReplaceAll ">" "&gt;" | ` +
    `${cutHtml(part === undefined ? limits.name : limits.sentence)} | safeHtml }}`;
  return {
    bold: (text) => `<b>${text}</b>`,
    link: (title, url) =>
      `{{ safeHtml "<a href=\\"" }}${hrefOf(url)}{{ safeHtml "\\">" }}${title}{{ safeHtml "</a>" }}`,
    escape,
    contact: escape,
  };
};

/** Truncates Markdown at `length`, but never directly after the backslash of an escape. */
const cutMarkdown = (length: number) =>
  `reReplaceAll "^(.{${length}}).+$" "\${1}…" | ` + String.raw`reReplaceAll "\\\\…$" "…"`;

/**
 * A zero-width space after each `@`, so that a mention in the text notifies nobody: not every messenger accepts a
 * backslash for that.
 */
const ESCAPED_MARKDOWN =
  String.raw`reReplaceAll "\\s+" " " | reReplaceAll "([\\\\*_~\\x60|<>\\[\\]()#])" "\\$1" | ` +
  'reReplaceAll "@" "@\u200b"';

/** Markdown in the dialect of messengers. `lineBreak`: ends a line, if a single newline does not. */
export const markdownMarkup = (limits: MessageLimits, lineBreak?: string): Markup => ({
  bold: (text) => `**${text}**`,
  link: (title, url) => `[${title}](${url})`,
  escape: (value, part) =>
    `{{ ${value} | ${ESCAPED_MARKDOWN} | ${cutMarkdown(part === undefined ? limits.name : limits.sentence)} }}`,
  ...(lineBreak !== undefined && { lineBreak }),
});
