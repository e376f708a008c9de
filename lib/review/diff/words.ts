/** Values as a person reads them. */
import { inWords, isDuration } from '../../units';

/** A duration of Prometheus, Grafana or Alertmanager in words, such as "5 minutes"; nothing is "at once". */
export function span(text: string | undefined): string {
  if (text === undefined || /^0+[smhd]?$/.test(text)) return 'at once';
  return isDuration(text) ? inWords(text) : text;
}

/** A text without a template's placeholders. Of what it says of one culprit or of all of them this is the one. */
const withoutPlaceholders = (text: string): string =>
  text
    .replace(/\{\{ with [^{}]*\}\}(.*?)\{\{ end \}\}/g, '$1')
    .replace(/\{\{ if [^{}]*\}\}.*?\{\{ else \}\}(.*?)\{\{ end \}\}/g, '$1')
    .replace(/\{\{.*?\}\}/g, '…');

/** A text on one line, cut where it is long. */
export function quote(text: string): string {
  const line = withoutPlaceholders(text).replace(/\s+/g, ' ').trim();
  return `"${line.length > 160 ? `${line.slice(0, 157)}...` : line}"`;
}
