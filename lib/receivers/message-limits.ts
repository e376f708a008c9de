/** How long the parts of a message may be, for receivers that limit the whole of it. */

/** Characters of the markup, at most 1,000: regular expressions of Go repeat no more. */
export interface MessageLimits {
  /** Of a culprit, a value or a summary. */
  readonly name: number;
  readonly sentence: number;
  /** Of an address; a link to a longer one is left out. */
  readonly link: number;
}

/** Grafana's link to a silence has all labels, whose values others may choose: `link` only where `url` is not too long. */
export function unlessTooLong(url: string, length: number, link: string): string {
  const [, field] = /^\{\{ (\.\w+) \}\}$/.exec(url) ?? [];
  return field === undefined ? link : `{{ if le (len ${field}) ${length} }}${link}{{ end }}`;
}
