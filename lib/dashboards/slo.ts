/** The overview's panels about error budgets: what is left of each, and the burn rate. */
import { clampMin, dropNaN, vector } from '../promql';
import { humanize, inWords, type Duration } from '../units';
import { allowance, BURNS } from '../slo/alerts';
import { enabledSlos, objectiveOf, type Slo } from '../slo/slo';
import { errorRatio } from '../slo/recording';
import type { DashboardScope } from './dashboard-scope';
import { noEvents, noEventsInTile } from './empty';
import type { Row } from './build-dashboard';
import type { Limit } from './limits';
import { stat, timeseries } from './panels';

/** The share (0..1) of remaining budget below which somebody should look at it. */
const BUDGET = { low: 0.25, spent: 0 } as const;
const LEFT: readonly Limit[] = [
  { kind: 'below', value: BUDGET.spent, colour: 'red' },
  { kind: 'below', value: BUDGET.low, colour: 'orange' },
];

/** A title without the explanation in parentheses, because a tile is narrow. */
const shortTitle = (title: string): string => title.replace(/ \(.*\)$/, '');

/** The burn rate: 1 spends the budget exactly by the end of the window. */
const burn = ({ context, platform }: DashboardScope, slo: Slo, window: Duration) =>
  dropNaN(errorRatio(slo, window, platform, context)).dividedBy(allowance(objectiveOf(slo, context.slos)));

/** Font size in pixels of numbers next to each other. */
const NUMBER_SIZE = 32;

/** The team that owns the objective; empty if the platform names none. */
function ownedBy({ context }: DashboardScope, { component }: Slo): string {
  const team = context.catalogue.teams[component];
  return team === undefined ? '' : ` Owner: team ${team}.`;
}

function budget(board: DashboardScope, slo: Slo) {
  const { title, window, panels } = slo;
  const objective = objectiveOf(slo, board.context.slos);
  const span = inWords(window);
  return stat(
    board,
    panels.budget.panel,
    {
      title: `Budget: ${shortTitle(title)}`,
      description:
        `What is left of the error budget: the ${humanize(allowance(objective), 'ratio')} that may go wrong in ${span} (objective ` +
        `${humanize(objective, 'ratio')}), as far back as samples are kept. Good: green, more than a quarter. Below zero ` +
        `the objective is missed.${ownedBy(board, slo)}`,
      unit: 'percentunit',
      width: 6,
      height: 3,
      empty: noEventsInTile(`no event in ${span}`),
    },
    [{ expr: vector(1).minus(burn(board, slo, window)), legend: title }],
    { limits: LEFT, numberSize: NUMBER_SIZE },
  ).decimals(1);
}

/** Burn rates below this are drawn as zero. */
const LEAST_BURN = 0.01;

function burnRates(board: DashboardScope, slo: Slo) {
  const { title, panels } = slo;
  const [fast, slow] = BURNS.page;
  const [, slowest] = BURNS.ticket;
  return timeseries(
    board,
    panels.burn.panel,
    {
      title: `Burn rate: ${title}`,
      description:
        'How many times faster than allowed the error budget is spent, over short and long windows: at 1x it is spent just ' +
        'at the end of its time. Each step of the axis is ten times the last, up to where everything fails; what is below 0.01 ' +
        'is drawn there. Good: below 1. High over all windows is a fault that goes on; high over the long ones ' +
        'alone is one that is over.',
      unit: 'short',
      counts: 'times the allowed rate',
      width: 12,
      height: 9,
      empty: noEvents('no event yet'),
    },
    [fast.short, fast.long, slow.long, slowest.long].map((window) => ({
      // A logarithmic axis cannot draw 0.
      expr: clampMin(burn(board, slo, window), LEAST_BURN),
      legend: window,
    })),
    { logarithmic: { from: LEAST_BURN, to: 1 / allowance(objectiveOf(slo, board.context.slos)), isClamped: true } },
  );
}

/** The row of error budgets; none if the stack has no SLO. */
export function sloRows(board: DashboardScope): Row[] {
  const { catalogue, slos: overrides } = board.context;
  const promisedSlos = enabledSlos(catalogue.slos, overrides);
  const panels = [budget, burnRates].flatMap((panel) => promisedSlos.map((slo) => panel(board, slo)));
  return panels.length === 0 ? [] : [{ title: 'Service level objectives', panels }];
}
