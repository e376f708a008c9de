/** HTML with the few tags that messengers support, for receivers that limit a message's length. */
import type { MessageLimits } from './message-limits';
import type { Markup } from './message-templates';

/** Truncates HTML at `length`, but never inside an entity. */
const cutTemplate = (length: number) => `reReplaceAll "^(.{${length}}).+$" "\${1}…" | reReplaceAll "&[a-z]*…$" "…"`;

/** An address in an attribute; an annotation's address may have several parameters. */
const hrefOf = (url: string): string =>
  url
    .replaceAll('&', '&amp;')
    .replace(/\{\{ (\.Annotations\.\w+) \}\}/g, '{{ $1 | reReplaceAll "&" "&amp;" | safeHtml }}');

/**
 * Alertmanager prints HTML with Go's html/template, which escapes values by itself; Grafana uses text/template, which
 * does not. With `safeHtml` both print the text that is escaped here. It also hides the tag of a link, in which
 * html/template would escape by other rules.
 */
export const htmlMarkup = (limits: MessageLimits): Markup => {
  const escape = (value: string, part?: 'sentence') =>
    `{{ ${value} | reReplaceAll "\\\\s+" " " | reReplaceAll "&" "&amp;" | reReplaceAll "<" "&lt;" | reReplaceAll ">" "&gt;" | ` +
    `${cutTemplate(part === undefined ? limits.name : limits.sentence)} | safeHtml }}`;
  return {
    bold: (text) => `<b>${text}</b>`,
    link: (title, url) =>
      `{{ safeHtml "<a href=\\"" }}${hrefOf(url)}{{ safeHtml "\\">" }}${title}{{ safeHtml "</a>" }}`,
    escape,
    contact: escape,
  };
};
