/** Waits until the panels of a running stack have data. */
import { panelQueries } from '../../lib/dashboards';
import { instantiate } from '../../lib/dashboards/variables';
import { waitFor } from '../../lib/servers/processes';
import type { LocalStack } from '../../scripts/support/local-stack';
import { TIMEOUT } from './timeout';

type PanelQuery = ReturnType<typeof panelQueries>[number];

/** The queries of a stack's panels that have data on a healthy platform. */
export const queriesWithData = ({ content }: LocalStack): readonly PanelQuery[] =>
  panelQueries(content.dashboardContext).filter(({ emptyWhenWell }) => !emptyWhenWell);

/** Waits until all panels have data at once; returns the queries that remained empty. */
export async function waitForPanelData(localStack: LocalStack): Promise<readonly string[]> {
  const findEmpty = async (queries: readonly PanelQuery[]): Promise<readonly PanelQuery[]> => {
    const results = await Promise.all(queries.map(({ expr }) => localStack.query(instantiate(expr))));
    return queries.filter((_query, index) => results[index]?.length === 0);
  };
  const all = queriesWithData(localStack);
  let empty = all;
  await waitFor(
    'data in every panel',
    async () => {
      // Most panels have data soon: only the empty ones are queried again, and all of them at the end.
      empty = await findEmpty(empty);
      if (empty.length === 0) empty = await findEmpty(all);
      return empty.length === 0 ? true : undefined;
    },
    TIMEOUT,
  ).catch(() => undefined);
  return empty.map(({ dashboard, panel, expr }) => `${dashboard} / ${panel}: ${expr}`);
}
