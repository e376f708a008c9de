/** Dashboards as Grafana exports them after a stack has deployed them. */
import { SAVED_OPTIONS } from './grafana-saved-options';
import { type Model, type PanelModel } from './review';

export type Json = Record<string, unknown>;

const sortKeys = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(sortKeys)
    : typeof value === 'object' && value !== null
      ? Object.fromEntries(
          Object.entries(value)
            .sort(([a], [b]) => a.localeCompare(b))
            .map(([key, inner]) => [key, sortKeys(inner)]),
        )
      : value;

const mergeDefaults = (defaults: unknown, settings: unknown): unknown =>
  typeof defaults !== 'object' ||
  defaults === null ||
  Array.isArray(defaults) ||
  typeof settings !== 'object' ||
  settings === null
    ? (settings ?? defaults)
    : {
        ...defaults,
        ...Object.fromEntries(
          Object.entries(settings).map(([key, inner]) => [key, mergeDefaults((defaults as Json)[key], inner)]),
        ),
      };

/** A panel as Grafana 12.1 saves it. */
function savedPanel(panel: PanelModel & Json): Json {
  if (panel.type === 'row' || 'libraryPanel' in panel) return panel;
  const withDefaults = mergeDefaults(SAVED_OPTIONS[panel.type] ?? {}, panel) as PanelModel & Json;
  const { steps } = withDefaults.fieldConfig.defaults.thresholds ?? { steps: [] };
  return {
    ...withDefaults,
    pluginVersion: '12.1.1',
    fieldConfig: {
      ...withDefaults.fieldConfig,
      defaults: {
        mappings: [],
        ...withDefaults.fieldConfig.defaults,
        thresholds: { mode: 'absolute', steps: steps.map((step, i) => (i === 0 ? { ...step, value: 0 } : step)) },
      },
    },
    targets: (withDefaults.targets ?? []).map((target) => ({ editorMode: 'code', exemplar: false, ...target })),
  };
}

/** The classic model, as Grafana 12.1 exports it. */
export function exportClassic(model: Model & Json): Json {
  const { annotations, templating } = model as unknown as {
    annotations: { list: Json[] };
    templating: { list: Json[] };
  };
  return sortKeys({
    ...model,
    id: 17,
    version: 3,
    preload: false,
    schemaVersion: 41,
    timepicker: {},
    weekStart: '',
    annotations: {
      list: [
        {
          builtIn: 1,
          datasource: { type: 'grafana', uid: '-- Grafana --' },
          enable: true,
          hide: true,
          iconColor: 'rgba(0, 211, 255, 1)',
          name: 'Annotations & Alerts',
          type: 'dashboard',
        },
        ...annotations.list,
      ],
    },
    templating: {
      list: templating.list.map((variable) => ({
        ...variable,
        current: { text: 'prometheus-dev', value: 'prometheus-dev' },
        definition: variable.query,
        options: [],
        regex: '',
        ...(variable.type === 'query' && {
          query: { qryType: 1, query: variable.query, refId: 'PrometheusVariableQueryEditor-VariableQuery' },
        }),
      })),
    },
    panels: model.panels.map((panel) => savedPanel(panel as PanelModel & Json)),
  }) as Json;
}

/** The same as a resource, whose name is its UID. */
export const exportResource = ({ uid, id: _id, version: _version, ...spec }: Json): Json => ({
  apiVersion: 'dashboard.grafana.app/v1beta1',
  kind: 'Dashboard',
  metadata: {
    name: uid,
    namespace: 'default',
    resourceVersion: '1',
    annotations: { 'grafana.app/folder': 'trading-dev' },
  },
  spec,
});

/** Defaults that Grafana 13.1.3 adds to a panel, and an option that it may add, which is off. */
export function saveInGrafana13(panel: PanelModel & Json): Json {
  const options = (panel.options ?? {}) as Json;
  const added: Record<string, Json> = {
    timeseries: {
      annotations: { clustering: -1, multiLane: false },
      legend: { ...(options.legend as Json), enableFacetedFilter: false, overflow: 'ellipsis' },
    },
    gauge: {
      barShape: 'flat',
      barWidthFactor: 0.3,
      effects: { barGlow: false, centerGlow: false, gradient: true },
      endpointMarker: 'point',
      segmentCount: 1,
      segmentSpacing: 0.3,
      shape: 'gauge',
      sparkline: true,
      textMode: 'auto',
    },
  };
  const later = { inventedLater: { shown: false, place: 'auto', names: [] } };
  const addedOptions = panel.type in SAVED_OPTIONS ? { options: { ...options, ...added[panel.type], ...later } } : {};
  return { ...panel, pluginVersion: '13.1.3', ...addedOptions };
}
