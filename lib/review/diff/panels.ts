/** Compares two panels, in the terms of Grafana's editor. */
import { toGroup, toGroups, type Json } from '../../json-values';
import { compareByName, leafParts, part, type Part } from './change';
import { expressionPart } from './expressions';
import type { Panel } from './rendered';
import { quote } from './words';

const text = (value: unknown): string =>
  value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);

/** Steps as Grafana draws them: "green, orange from 1, red from 5". */
export const stepsOf = (thresholds: unknown): string =>
  toGroups(toGroup(thresholds).steps)
    .map(({ value, color }, i) => (i === 0 ? text(color) : `${text(color)} from ${String(value)}`))
    .join(', ');

/** The panels that a click on the value opens, as `dashboard/id`: a tile summarizes what they show in full. */
export function leadsTo(panel: Panel, uidSuffix: string): string[] {
  const links = toGroups(toGroup(toGroup(panel.fieldConfig).defaults).links);
  return links.flatMap(({ url }) => {
    const [, uid, id] = /\/d\/([^?/]+)\?viewPanel=(\d+)/.exec(text(url)) ?? [];
    return uid === undefined || id === undefined ? [] : [`${uid.slice(0, uid.length - uidSuffix.length)}/${id}`];
  });
}

/** A list of groups as a map; an item without a name is keyed by its position. */
const byName = (list: unknown, name: (one: Json) => string) =>
  new Map(toGroups(list).map((one, i): [string, Json] => [name(one) || String(i), one]));

/** The parts of a list's changes. */
const partsOf = (...args: Parameters<typeof compareByName<Json>>): Part[] =>
  compareByName(...args).flatMap(({ parts, kind, subject: field }) =>
    parts.map((one) => (kind === 'changed' ? one : { ...one, field })),
  );

const legend = (value: unknown) => (value === undefined ? undefined : text(value));

function queryParts(before: Panel, after: Panel): Part[] {
  const title = ({ refId, legendFormat }: Json) =>
    `query ${text(refId)}${text(legendFormat) && ` (${text(legendFormat)})`}`;
  const queries = ({ targets }: Panel) => byName(targets, ({ refId }) => text(refId));
  return partsOf(queries(before), queries(after), {
    about: () => ({ area: 'panel', subject: 'query' }),
    removal: (query) => ({ text: `${title(query)} is removed`, code: { before: text(query.expr), after: '' } }),
    addition: (query) => ({ text: `${title(query)} is new`, code: { before: '', after: text(query.expr) } }),
    parts: ({ expr: from, legendFormat: a, ...old }, { expr: to, legendFormat: b, ...now }) => [
      ...expressionPart(text(from), text(to), 'query', title({ ...now, legendFormat: b })),
      ...part('legend', legend(a), legend(b), `legend of query ${text(now.refId)}`),
      ...leafParts(old, now, 'query', (path) => `\`${path}\` of query ${text(now.refId)}`),
    ],
  });
}

/** What an override applies to, such as "series p95". */
const ABOUT: Readonly<Record<string, string>> = {
  byName: 'series',
  byRegexp: 'series like',
  byFrameRefID: 'query',
  byType: 'fields of type',
};

function overrideParts(before: Panel, after: Panel): Part[] {
  const about = ({ matcher }: Json) => {
    const { id, options } = toGroup(matcher);
    return `${ABOUT[text(id)] ?? text(id)} ${text(options)}`;
  };
  const overrides = ({ fieldConfig }: Panel) => byName(toGroup(fieldConfig).overrides, about);
  const fields = ({ properties }: Json) => {
    const { thresholds, ...otherProperties } = Object.fromEntries(
      toGroups(properties).map(({ id, value }) => [text(id), value]),
    );
    return { thresholds: stepsOf(thresholds), otherProperties };
  };
  return partsOf(overrides(before), overrides(after), {
    about: () => ({ area: 'panel', subject: 'override' }),
    removal: (override) => ({ text: `no override of ${about(override)} any more` }),
    addition: (override) => ({ text: `a new override of ${about(override)}` }),
    parts: (from, to) => {
      const [old, now] = [fields(from), fields(to)];
      const words = (path: string) => `\`${path.replace(/^custom\./, '')}\` of ${about(to)}`;
      return [
        ...part('thresholds', old.thresholds, now.thresholds, `thresholds of ${about(to)}`),
        ...leafParts(old.otherProperties, now.otherProperties, 'override', words),
      ];
    },
  });
}

/** Names in Grafana's editor of fields that have another name in the dashboard's JSON. */
const FIELDS: Readonly<Record<string, string>> = {
  type: 'visualisation',
  size: 'size',
  links: 'links',
  thresholds: 'thresholds',
  thresholdMode: 'threshold mode',
  'field.unit': 'unit',
  'field.noValue': 'text without data',
  'field.min': 'least value',
  'field.max': 'largest value',
  'field.decimals': 'decimals',
  'field.displayName': 'display name',
};

/** The fields that are compared leaf by leaf. */
function facts({ id: _id, title: _t, description: _d, targets: _q, panels: _p, ...panel }: Panel): Json {
  const { gridPos, fieldConfig, links, ...otherFields } = panel;
  const { thresholds, ...field } = toGroup(toGroup(fieldConfig).defaults);
  return {
    ...otherFields,
    field,
    size: `${gridPos.w} x ${gridPos.h}`,
    thresholds: stepsOf(thresholds),
    thresholdMode: toGroup(thresholds).mode,
    links:
      toGroups(links)
        .map(({ title, url }) => `${text(title)} ${text(url)}`)
        .join('; ') || undefined,
  };
}

/** Type of a panel in Grafana's library, whose content is not in the export. */
export const LIBRARY_PANEL = 'library panel';

/** All differences of two panels, except their position. */
export function panelParts(before: Panel, after: Panel): Part[] {
  if (after.type === LIBRARY_PANEL)
    return [{ field: 'type', text: `became the library panel ${quote(after.title)}, which is not in the file` }];
  const texts = (['title', 'description'] as const).flatMap((field) => {
    const [old = '', now = ''] = [before[field], after[field]];
    return old === now ? [] : part(field, quote(old), quote(now), field);
  });
  const field = (path: string) => FIELDS[path] ?? path.replace(/^field\./, '');
  const words = (path: string) => FIELDS[path] ?? `\`${path.replace(/^(options|field)\.(custom\.)?/, '')}\``;
  return [
    ...texts,
    ...queryParts(before, after),
    ...leafParts(facts(before), facts(after), field, words),
    ...overrideParts(before, after),
  ];
}
