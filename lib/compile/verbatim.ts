/** Rule files and dashboards that a person wrote, in the form in which a stack deploys them. */
import type { DashboardContext } from '../dashboards/definition';
import { dashboardModel } from '../dashboards/handwritten';
import { dashboardUid } from '../alerting/panel-refs';
import type { Catalogue } from '../alerting/catalogue';
import { baseName, verbatimRules } from '../alerting/verbatim';
import { toGroup, toGroups, toText, type Json } from '../json-values';
import type { PrometheusGroup, PrometheusRuleFiles } from './prometheus-rules';
import { json } from './text';

/** The prefix that distinguishes their names from the catalogue's. */
export const VERBATIM = 'verbatim-';

/** The texts of the rule files, by their path in Prometheus' configuration folder. */
export const verbatimRuleTexts = ({ verbatim }: Catalogue): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(verbatim?.rules ?? {}).map(([file, text]) => [`rules/${VERBATIM}${file}`, text]));

/** The same files parsed, for targets on which a rule is an object. */
export const verbatimRuleFiles = (catalogue: Catalogue): PrometheusRuleFiles =>
  Object.fromEntries(
    Object.entries(verbatimRules(catalogue)).map(([file, groups]) => [`${VERBATIM}${baseName(file)}.yaml`, { groups }]),
  );

/** Their groups, renamed so that no other group has the same name: a ruler has one list of them. */
export const verbatimRuleGroups = (catalogue: Catalogue): PrometheusGroup[] =>
  Object.entries(verbatimRules(catalogue)).flatMap(([file, groups]) =>
    groups.map((group) => ({ ...group, name: `${VERBATIM}${baseName(file)}.${group.name}` })),
  );

/**
 * Values for the inputs of an exported dashboard, which Grafana asks for on import: a Prometheus data source, or a
 * constant from the export.
 */
function inputValues(inputs: readonly Json[], datasourceUid: string): ReadonlyMap<string, string> {
  return new Map(
    inputs.flatMap(({ name, type, pluginId, value }): [string, string][] => {
      if (type === 'datasource' && pluginId === 'prometheus') return [[toText(name), datasourceUid]];
      return type === 'constant' ? [[toText(name), toText(value)]] : [];
    }),
  );
}

function fillInputs(value: unknown, values: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') return value.replace(/\$\{(\w+)\}/g, (text, name: string) => values.get(name) ?? text);
  if (Array.isArray(value)) return value.map((one) => fillInputs(one, values));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fillInputs(inner, values)]));
}

/** A panel without a data source would use Grafana's default, and a stack's own Grafana has none. */
function withDataSource(panel: Json, datasource: Json): Json {
  const inner = Array.isArray(panel.panels) && {
    panels: toGroups(panel.panels).map((one) => withDataSource(one, datasource)),
  };
  const asks = toGroups(panel.targets).some(({ expr }) => toText(expr) !== '');
  return { ...panel, ...inner, ...(asks && (panel.datasource ?? undefined) === undefined && { datasource }) };
}

/** The dashboard with the inputs of its import filled in. It keeps its UID in a Grafana that only this stack uses. */
function adaptDashboard(name: string, text: string, context: DashboardContext): Json {
  const { datasourceUid, environment, sharedGrafana } = context;
  const { __inputs, __requires, __elements, id: _id, version: _version, ...model } = dashboardModel(JSON.parse(text));
  const datasource = { type: 'prometheus', uid: datasourceUid };
  const filled = toGroup(fillInputs(model, inputValues(toGroups(__inputs), datasourceUid)));
  const uid = sharedGrafana ? '' : toText(filled.uid);
  return {
    ...filled,
    uid: uid === '' ? dashboardUid(name, environment) : uid,
    ...(Array.isArray(filled.panels) && {
      panels: toGroups(filled.panels).map((panel) => withDataSource(panel, datasource)),
    }),
    ...(Array.isArray(filled.rows) && {
      rows: toGroups(filled.rows).map((row) => withDataSource(row, datasource)),
    }),
  };
}

/** Grafana's JSON of each by its name. */
export const verbatimDashboards = (context: DashboardContext): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(context.catalogue.verbatim?.dashboards ?? {}).map(([file, text]) => [
      baseName(file),
      json(adaptDashboard(baseName(file), text, context)),
    ]),
  );
