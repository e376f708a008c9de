/** Edits of dashboards and panels. */
import type { Edit, Model, PanelModel, EditCase } from '../../../../support/review';

const panel = (id: number, edit: (panel: PanelModel, model: Model) => void): Edit => ({
  dashboard: 'api-health',
  edit: (model) => {
    const found = model.panels.find((one) => one.id === id);
    if (found !== undefined) edit(found, model);
  },
});

export const DASHBOARDS: Readonly<Record<string, EditCase>> = {
  'a title': {
    edit: panel(3, (one) => (one.title = 'Errors')),
    says: [
      'all stacks: panel "Errors" on "API Technical Health Dashboard" title "Errors", was "Error Rate by Endpoint"',
    ],
    not: ['moved:'],
  },
  'a unit': { edit: panel(2, (one) => (one.fieldConfig.defaults.unit = 'ms')), says: ['unit ms, was s'] },
  'a description': {
    edit: panel(1, (one) => (one.description = 'Requests.')),
    says: ['description "Requests.", was "Requests a second on each route'],
  },
  'a query': {
    edit: panel(1, (one) => ((one.targets[0] as { expr: string }).expr += ' > 0')),
    says: ['panel "API Request Rate by Endpoint"', 'query A ({{route}}) is another one', '| was | is |'],
  },
  'the legend of a query': {
    edit: panel(1, (one) => ((one.targets[0] as { legendFormat: string }).legendFormat = 'all')),
    says: ['legend of query A all, was {{route}}'],
  },
  'a query taken away': { edit: panel(2, (one) => one.targets.pop()), says: ['query D (p95 {{route}}) is removed'] },
  'the kind of panel': {
    edit: panel(1, (one) => (one.type = 'barchart')),
    says: ['visualisation barchart, was timeseries'],
  },
  'the place of the legend': {
    edit: panel(1, (one) => ((one.options.legend as { placement: string }).placement = 'bottom')),
    says: ['`legend.placement` bottom, was right'],
  },
  'a line that no alert has': {
    edit: panel(1, (one) => one.fieldConfig.defaults.thresholds.steps.push({ value: 9, color: 'red' })),
    says: ['thresholds transparent, red from 9, was transparent'],
  },
  'a panel removed': {
    edit: panel(7, (one, model) => (model.panels = model.panels.filter((other) => other !== one))),
    says: ['all stacks: panel "Redis Connection Status" on "API Technical Health Dashboard" is removed'],
    not: ['moved:'],
  },
  'a panel added at the front': {
    edit: panel(1, (one, model) => {
      for (const other of model.panels) if (other.gridPos.y > 0) other.gridPos.y += 10;
      model.panels.splice(1, 0, { ...one, id: 99, title: 'Front', gridPos: { ...one.gridPos, y: 1 } });
    }),
    says: ['panel "Front" on "API Technical Health Dashboard" is new, first in the row "Requests (team backend)"'],
    not: ['moved:'],
  },
  'two panels that change places': {
    edit: panel(1, (one, model) => {
      const other = model.panels.find(({ id }) => id === 2) as PanelModel;
      [one.gridPos, other.gridPos] = [other.gridPos, one.gridPos];
    }),
    says: ['moved: '],
  },
  'a row with another title': {
    edit: panel(1000, (one) => (one.title = 'Traffic')),
    says: ['dashboard "API Technical Health Dashboard" row "Traffic", was "Requests (team backend)"'],
    not: ['moved:'],
  },
  'how often it refreshes': {
    edit: panel(1, (_one, model) => (model.refresh = '30s')),
    says: ['dashboard "API Technical Health Dashboard" `refresh` 30s, was 10s'],
  },
};
