/** Translates the panels of a hand-written dashboard. */
import type { Catalogue } from '../../alerting/catalogue';
import { withoutVariables, type HandwrittenDashboard, type HandwrittenPanel } from '../../dashboards/handwritten';
import { PromqlSyntaxError, tryParsePromql } from '../../promql/parse';
import { problemOfExpression } from './problem';
import { typescriptOf } from './typescript';

export type AdoptedPanel = Pick<HandwrittenPanel, 'title' | 'description' | 'unit' | 'type'> & {
  /** Its queries as calls of lib/promql, or the reason why it stays as it is. */
  readonly queries: readonly { readonly text: string; readonly legend: string }[] | { readonly reason: string };
};

function whyNoQueries({ libraryPanel, queries }: HandwrittenPanel): string | undefined {
  if (libraryPanel !== undefined) return `it is the library panel ${libraryPanel}, which is not in the file`;
  if (queries.length === 0) return 'it has no query';
  return queries.some(({ expr }) => expr === '') ? 'it has a query that is no PromQL' : undefined;
}

function translateQuery(text: string, catalogue: Catalogue): string | { readonly reason: string } {
  const expr = tryParsePromql(withoutVariables(text));
  if (expr instanceof PromqlSyntaxError) return { reason: `its query ${expr.message}` };
  const problem = problemOfExpression(expr, catalogue);
  return problem === undefined ? typescriptOf(expr, catalogue) : { reason: problem };
}

function translateQueries(panel: HandwrittenPanel, catalogue: Catalogue): AdoptedPanel['queries'] {
  const reason = whyNoQueries(panel);
  if (reason !== undefined) return { reason };
  const queries: { text: string; legend: string }[] = [];
  for (const { expr, legend } of panel.queries) {
    const text = translateQuery(expr, catalogue);
    if (typeof text !== 'string') return text;
    queries.push({ text, legend });
  }
  return queries;
}

export const adoptPanels = ({ panels }: HandwrittenDashboard, catalogue: Catalogue): AdoptedPanel[] =>
  panels.map((panel) => ({ ...panel, queries: translateQueries(panel, catalogue) }));
