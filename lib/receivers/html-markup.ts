/** HTML of the few tags that messengers know, for receivers that limit a message's length. */
import type { MessageLimits } from './message-limits';
import type { Markup } from './message-templates';

/** Cuts HTML at `length`, and never inside of an entity. */
const cut = (length: number) => `reReplaceAll "^(.{${length}}).+$" "\${1}…" | reReplaceAll "&[a-z]*…$" "…"`;

/** An address in an attribute; the annotations in it may have several parameters. */
const hrefOf = (url: string): string =>
  url
    .replaceAll('&', '&amp;')
    .replace(/\{\{ (\.Annotations\.\w+) \}\}/g, '{{ $1 | reReplaceAll "&" "&amp;" | safeHtml }}');

/**
 * Alertmanager writes HTML by Go's html/template, which escapes values by itself, Grafana by text/template, which does not.
 * `safeHtml` has both write what is escaped here. It also hides the tag of a link, in which html/template would escape
 * by other rules.
 */
export const htmlMarkup = (limits: MessageLimits): Markup => {
  const escape = (value: string, part?: 'sentence') =>
    `{{ ${value} | reReplaceAll "\\\\s+" " " | reReplaceAll "&" "&amp;" | reReplaceAll "<" "&lt;" | reReplaceAll ">" "&gt;" | ` +
    `${cut(part === undefined ? limits.name : limits.sentence)} | safeHtml }}`;
  return {
    bold: (text) => `<b>${text}</b>`,
    link: (title, url) =>
      `{{ safeHtml "<a href=\\"" }}${hrefOf(url)}{{ safeHtml "\\">" }}${title}{{ safeHtml "</a>" }}`,
    escape,
    contact: escape,
  };
};
