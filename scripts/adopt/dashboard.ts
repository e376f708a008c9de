/** The result for a hand-written dashboard, for a terminal. */
import type { HandwrittenDashboard } from '../../lib/dashboards/handwritten';
import { adoptPanels, type AdoptedPanel } from '../../lib/review/adopt/panels';
import { platform } from '../support/stacks';
import { listText } from './list-text';
import { panelEntry } from './panel-entry';

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
