/** The overview's panels about error budgets: what is left of each, and how fast it burns. */
import { known, vector } from '../metrics/promql';
import { humanize, inWords, type Duration } from '../metrics/units';
import { allowance, BURNS } from '../rules/slo-alerts';
import { enabledSlos, objectiveOf, slos, type SloName } from '../rules/slo';
import { errorRatio } from '../rules/slo-recording';
import type { Board } from './board';
import type { Row } from './frame';
import { runbookLinks, type Limit } from './limits';
import { stat, timeseries } from './panels';

type OverviewBoard = Board<'overview'>;

/** Share of the budget below which it deserves a look, and below which it is spent; for the eye only. */
const LEFT: readonly Limit[] = [
  { kind: 'below', value: 0, colour: 'red' },
  { kind: 'below', value: 0.25, colour: 'orange' },
];

/** How many times faster than allowed the budget is spent; 1 spends it exactly by the window's end. */
const burn = ({ context, platform }: OverviewBoard, name: SloName, window: Duration) =>
  known(errorRatio(name, window, platform, context)).dividedBy(allowance(objectiveOf(name, context.slos)));

function budget(board: OverviewBoard, name: SloName) {
  const { title, window, panels } = slos[name];
  const objective = objectiveOf(name, board.context.slos);
  const span = inWords(window);
  return stat(
    board,
    panels.budget,
    {
      title: `Error budget: ${title}`,
      description:
        `What is left of the ${humanize(allowance(objective), 'ratio')} that may go wrong in ${span} (objective ` +
        `${humanize(objective, 'ratio')}), as far back as samples are kept. Good: green, more than a quarter. Below zero ` +
        'the objective is missed.',
      unit: 'percentunit',
      width: 6,
      height: 5,
      empty: `Nothing to measure in ${span}`,
    },
    [{ expr: vector(1).minus(burn(board, name, window)), legend: title }],
    { limits: LEFT },
  )
    .decimals(1)
    .links(runbookLinks(board.alertsOf(panels.burn)));
}

function burnRates(board: OverviewBoard, name: SloName) {
  const { title, panels } = slos[name];
  const [fast, slow] = BURNS.page;
  const [, slowest] = BURNS.ticket;
  return timeseries(
    board,
    panels.burn,
    {
      title: `Burn rate: ${title}`,
      description:
        'How many times faster than allowed the error budget is spent, over short and long windows: at 1x it is spent just ' +
        'at the end of its time. Good: below 1x. High over all windows is a fault that goes on; high over the long ones ' +
        'alone is one that is over.',
      unit: 'x',
      width: 12,
      height: 8,
      empty: 'Nothing to measure yet',
    },
    [fast.short, fast.long, slow.long, slowest.long].map((window) => ({
      expr: burn(board, name, window),
      legend: window,
    })),
    { lines: 'times', legend: 'right' },
  );
}

/** The row of budgets; none where the stack has no SLO. */
export function sloRows(board: OverviewBoard): Row[] {
  const names = enabledSlos(board.context.slos);
  const panels = [budget, burnRates].flatMap((panel) => names.map((name) => panel(board, name)));
  return panels.length === 0 ? [] : [{ title: 'Service level objectives', panels }];
}
