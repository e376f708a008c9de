/** Formats values for readers. */
import { inWords, isDuration } from '../../units';

/** A duration of Prometheus, Grafana or Alertmanager in words, such as "5 minutes"; "at once" if there is none. */
export function span(text: string | undefined): string {
  if (text === undefined || /^0+[smhd]?$/.test(text)) return 'at once';
  return isDuration(text) ? inWords(text) : text;
}

/** A text without template placeholders. If culprit and total have different variants, it keeps that of the culprit. */
const withoutPlaceholders = (text: string): string =>
  text
    .replace(/\{\{ with [^{}]*\}\}(.*?)\{\{ end \}\}/g, '$1')
    .replace(/\{\{ if [^{}]*\}\}.*?\{\{ else \}\}(.*?)\{\{ end \}\}/g, '$1')
    .replace(/\{\{.*?\}\}/g, '…');

/** A text on one line, shortened if it is long. */
export function quote(text: string): string {
  const line = withoutPlaceholders(text).replace(/\s+/g, ' ').trim();
  return `"${line.length > 160 ? `${line.slice(0, 157)}...` : line}"`;
}
