/** Plain text, for receivers that limit a message's length. */
import type { MessageLimits } from './message-limits';
import type { Markup } from './message-templates';

export const plainMarkup = (limits: MessageLimits): Markup => ({
  bold: (text) => text,
  link: (title, url) => `${title}: ${url}`,
  escape: (value, part) =>
    `{{ ${value} | reReplaceAll "\\\\s+" " " | ` +
    `reReplaceAll "^(.{${part === undefined ? limits.name : limits.sentence}}).+$" "\${1}…" }}`,
});
