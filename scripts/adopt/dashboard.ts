/** The result for a hand-written dashboard, for a terminal. */
import type { HandwrittenDashboard } from '../../lib/dashboards/handwritten';
import { adoptPanels, type AdoptedPanel } from '../../lib/review/adopt/panels';
import { quote } from '../../lib/review/adopt/typescript';
import { panelFunction } from '../new/panel';
import { platform } from '../support/stacks';
import { listText } from './list-text';

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
function panelEntry({ title, description, unit, queries }: AdoptedPanel): string | undefined {
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

const SCHEMAS = { rows: 'rows, as until Grafana 5', panels: 'a list of panels', v2: 'the schema v2' } as const;

const sentenceOf = ({ title, queries, type }: AdoptedPanel): string => {
  const name = title || `a panel without a title (${type})`;
  return 'reason' in queries ? `${name}: stays as it is, as ${queries.reason}.` : `${name}: an entry is below.`;
};

/** The text, and whether some of its panels have no entry, so that it stays as it is. */
export function printDashboard(dashboard: HandwrittenDashboard) {
  const panels = adoptPanels(dashboard, platform);
  const entries = panels.flatMap((panel) => panelEntry(panel)?.trimEnd() ?? []);
  const text = [
    ...listText(`Panels of "${dashboard.title}", which has ${SCHEMAS[dashboard.schema]}`, panels.map(sentenceOf)),
    ...listText(
      'For dashboards/, each in place of the function that npm run new -- panel NAME --dashboard DASHBOARD writes',
      entries,
    ),
  ].join('\n');
  return { text, staysVerbatim: entries.length < panels.length };
}
