/** HTML of the few tags that messengers know, for receivers that limit a message's length. */
import type { Markup } from './message-templates';

/** At most this many characters of HTML. */
export interface HtmlLimits {
  readonly name: number;
  readonly sentence: number;
  readonly link: number;
}

/** Cuts HTML at `length`, and never inside of an entity. */
const cut = (length: number) => `reReplaceAll "^(.{${length}}).+$" "\${1}…" | reReplaceAll "&[a-z]*…$" "…"`;

/**
 * Alertmanager writes HTML by Go's html/template, which escapes values by itself, Grafana by text/template, which does not.
 * `safeHtml` has both write what is escaped here. It also hides the tag of a link, in which html/template would escape
 * by other rules.
 */
export const htmlMarkup = (limits: HtmlLimits): Markup => {
  const escape = (value: string, part?: 'sentence') =>
    `{{ ${value} | reReplaceAll "\\\\s+" " " | reReplaceAll "&" "&amp;" | reReplaceAll "<" "&lt;" | reReplaceAll ">" "&gt;" | ` +
    `${cut(part === undefined ? limits.name : limits.sentence)} | safeHtml }}`;
  return {
    bold: (text) => `<b>${text}</b>`,
    link: (title, url) => {
      const link = `{{ safeHtml "<a href=\\"" }}${url.replaceAll('&', '&amp;')}{{ safeHtml "\\">" }}${title}{{ safeHtml "</a>" }}`;
      const [, field] = /^\{\{ (\.\w+) \}\}$/.exec(url) ?? [];
      // Grafana's link to a silence has all labels, whose values others may choose: one that is too long is left out.
      return field === undefined ? link : `{{ if le (len ${field}) ${limits.link} }}${link}{{ end }}`;
    },
    escape,
    contact: escape,
  };
};
