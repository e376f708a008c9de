/** The function of a hand-written panel, as far as its file describes it. */
import type { AdoptedPanel } from '../../lib/review/adopt/panels';
import { quote } from '../../lib/review/adopt/typescript';
import { panelFunction } from '../new/panel';

/** Turns `Errors by route` into `errorsByRoute`. */
function identifier(title: string): string {
  const words = title.split(/[^A-Za-z0-9]+/).filter(Boolean);
  const joined = words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1).toLowerCase()).join('');
  const name = joined.slice(0, 1).toLowerCase() + joined.slice(1);
  return /^[a-z]/.test(name) ? name : `panel${joined}`;
}

const escapeText = (text: string): string => quote(text.replace(/\s+/g, ' ').trim()).slice(1, -1);

/** Grafana's old names for a number without a unit. */
const WITHOUT_UNIT = ['none', 'short', 'locale', undefined];

/** Undefined if the panel stays as it is. */
export function panelEntry({ title, description, unit, queries }: AdoptedPanel): string | undefined {
  if ('reason' in queries) return undefined;
  const list = queries.map(
    ({ text, legend }) => `{ expr: ${text}, legend: '${escapeText(legend) || 'FILL IN: legend'}' }`,
  );
  return panelFunction(identifier(title), 'DashboardScope', {
    title: escapeText(title) || 'FILL IN: title',
    description: escapeText(description) || 'FILL IN: description, what it shows and what good looks like.',
    unit: WITHOUT_UNIT.includes(unit)
      ? "unit: 'short',\n      counts: 'FILL IN: counts',"
      : `unit: '${escapeText(unit ?? '')}',`,
    queries: `[${list.join(', ')}]`,
  });
}
