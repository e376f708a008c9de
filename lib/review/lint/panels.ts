/** Checks of panels, as Grafana's dashboard-linter names them. */
import { isDuration } from '../../units';
import { nodesOf, selectionsOf } from '../../promql';
import { GROWTH } from './expressions';
import type { Check, LintedPanel } from './finding';

/** Panels that need no unit for their values: texts, and tables and lists, which set it for each column. */
const WITHOUT_UNIT = ['text', 'alertlist', 'table', 'dashlist', 'state-timeline', 'heatmap'];

export const panelChecks: readonly Check<LintedPanel>[] = [
  {
    name: 'panel-title-description-rule',
    why: 'The description is what somebody new to the panel reads: what it shows and what good looks like.',
    fix: 'Give the panel both.',
    of: ({ title, description }) => [
      ...(title === '' ? ['has no title'] : []),
      ...(description === undefined || description === '' ? ['has no description'] : []),
    ],
  },
  {
    name: 'panel-units-rule',
    why: 'A number without a unit is guessed at.',
    fix: 'Set .unit(...) on the panel.',
    of: ({ type, fieldConfig }) =>
      WITHOUT_UNIT.includes(type) || fieldConfig?.defaults.unit !== undefined ? [] : ['has no unit'],
  },
  {
    name: 'panel-datasource-rule',
    why: 'A data source by its own name is not there in another Grafana.',
    fix: 'Take the variable ${datasource}.',
    of: ({ datasource }) =>
      datasource === undefined || datasource.uid.startsWith('$') || datasource.uid.startsWith('-- ')
        ? []
        : [`reads the data source ${datasource.uid}`],
  },
  {
    name: 'panel-no-targets-rule',
    why: 'A panel that asks nothing shows nothing.',
    fix: 'Give it a query.',
    of: ({ type, targets = [] }) =>
      targets.length === 0 && !['text', 'alertlist', 'dashlist'].includes(type) ? ['has no query'] : [],
  },
  {
    name: 'target-counter-agg-rule',
    why: 'A rate of what was added up before takes the restart of one replica for that of all.',
    fix: 'First rate(), then sum().',
    of: ({ queries }) =>
      queries
        .filter(({ expr }) =>
          nodesOf(expr).some(
            (node) =>
              node.kind === 'call' &&
              GROWTH.includes(node.name) &&
              node.args.some((arg) => nodesOf(arg).some(({ kind }) => kind === 'aggregation')),
          ),
        )
        .map(({ refId }) => `query ${refId} takes the rate of a sum`),
  },
  {
    name: 'target-rate-interval-rule',
    why: 'irate() looks at two samples: what is between the points of the graph is not on it.',
    fix: 'Take rate() over $__rate_interval, or over the window that the alert has.',
    of: ({ queries }) =>
      queries
        .filter(({ expr }) =>
          selectionsOf(expr).some(
            ({ takenBy, range = '' }) =>
              takenBy === 'irate' || (takenBy === 'rate' && !isDuration(range) && range !== '$__rate_interval'),
          ),
        )
        .map(({ refId }) => `query ${refId} takes irate(), or a rate over no plain window`),
  },
];
