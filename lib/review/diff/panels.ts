/** One panel held against another, in the words of Grafana's editor. */
import type { Part } from './change';
import { part, was } from './change';
import { expressionPart } from './expressions';
import { changedLeaves, keysOf } from './leaves';
import type { Panel } from './rendered';
import { quoted } from './words';

type Json = Readonly<Record<string, unknown>>;
const group = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {});
const list = (value: unknown): readonly Json[] => (Array.isArray(value) ? (value as Json[]) : []);
const text = (value: unknown): string | undefined =>
  value === undefined ? undefined : typeof value === 'string' ? value : JSON.stringify(value);

/** What the panel's own description says, and the list of alerts that watch it, which follows from the alerts. */
function description({ description = '' }: Panel): { readonly own: string; readonly watchedBy: string } {
  const at = description.indexOf('\n\nAlerts:\n');
  return at < 0
    ? { own: description, watchedBy: '' }
    : { own: description.slice(0, at), watchedBy: description.slice(at) };
}

export interface Step {
  readonly value?: number | null;
  readonly color?: string;
}
/** Steps as Grafana draws them: "green, orange from 1, red from 5". */
export function stepsOf(thresholds: unknown): string {
  const steps = list(group(thresholds).steps) as readonly Step[];
  return steps
    .map(({ value, color }, i) => (i === 0 ? `${color ?? ''}` : `${color ?? ''} from ${String(value)}`))
    .join(', ');
}

/** Every step of a panel, the colour below the first one included. */
export function allSteps(panel: Panel): Step[] {
  const { defaults, overrides } = group(panel.fieldConfig);
  const inOverrides = list(overrides).flatMap(({ properties }) =>
    list(properties)
      .filter(({ id }) => id === 'thresholds')
      .map(({ value }) => value),
  );
  return [group(defaults).thresholds, ...inOverrides].flatMap((one) => list(group(one).steps) as readonly Step[]);
}

/** What each query of a panel asks. */
export const expressionsOf = (panel: Panel): string[] => list(panel.targets).map(({ expr }) => text(expr) ?? '');

/** The number that a field of the panel's own has, such as `custom.axisSoftMax`. */
export function numberAt(panel: Panel, path: string): number | undefined {
  const value = path.split('.').reduce<unknown>((inner, key) => group(inner)[key], group(panel.fieldConfig).defaults);
  return typeof value === 'number' ? value : undefined;
}

/** The panels that a click on the value leads to, as `dashboard/id`: a tile is about what they show in full. */
export function leadsTo(panel: Panel, uidSuffix: string): string[] {
  const links = list(group(group(panel.fieldConfig).defaults).links);
  return links.flatMap(({ url }) => {
    const [, uid, id] = /\/d\/([^?/]+)\?viewPanel=(\d+)/.exec(text(url) ?? '') ?? [];
    return uid === undefined || id === undefined ? [] : [`${uid.slice(0, uid.length - uidSuffix.length)}/${id}`];
  });
}

const byRef = (panel: Panel) =>
  new Map(list(panel.targets).map((target, i): [string, Json] => [text(target.refId) ?? String(i), target]));

function queryParts(before: Panel, after: Panel): Part[] {
  const { gone, fresh, both } = keysOf(byRef(before), byRef(after));
  const name = (ref: string, { legendFormat }: Json) =>
    `query ${ref}${legendFormat ? ` (${text(legendFormat) ?? ''})` : ''}`;
  const expr = ({ expr }: Json) => text(expr) ?? '';
  return [
    ...gone.map(([ref, query]) => ({
      field: 'query',
      text: `${name(ref, query)} is removed`,
      code: { before: expr(query), after: '' },
    })),
    ...fresh.map(([ref, query]) => ({
      field: 'query',
      text: `${name(ref, query)} is new`,
      code: { before: '', after: expr(query) },
    })),
    ...both.flatMap(([ref, old, now]) => [
      ...expressionPart(expr(old), expr(now), 'query', name(ref, now)),
      ...part('legend', text(old.legendFormat), text(now.legendFormat), `legend of query ${ref}`),
      ...changedLeaves({ ...old, expr: '', legendFormat: '' }, { ...now, expr: '', legendFormat: '' }).flatMap(
        ({ path, before: a, after: b }) => part('query', a?.toString(), b?.toString(), `\`${path}\` of query ${ref}`),
      ),
    ]),
  ];
}

/** What Grafana's editor calls the fields of a panel. */
const FIELDS: Readonly<Record<string, string>> = {
  unit: 'unit',
  noValue: 'text without data',
  min: 'least value',
  max: 'largest value',
  decimals: 'decimals',
  displayName: 'display name',
};

function fieldParts(before: Panel, after: Panel): Part[] {
  const defaults = (panel: Panel) => group(group(panel.fieldConfig).defaults);
  const rest = (panel: Panel) => {
    const { thresholds: _thresholds, ...own } = defaults(panel);
    return own;
  };
  const [old, now] = [stepsOf(defaults(before).thresholds), stepsOf(defaults(after).thresholds)];
  const mode = (panel: Panel) => text(group(defaults(panel).thresholds).mode);
  return [
    ...part('thresholds', old, now, 'thresholds'),
    ...part('threshold mode', mode(before), mode(after), 'threshold mode'),
    ...changedLeaves(rest(before), rest(after)).flatMap(({ path, before: a, after: b }) => {
      const known = FIELDS[path];
      return part(known ?? path, a?.toString(), b?.toString(), known ?? `\`${path.replace(/^custom\./, '')}\``);
    }),
  ];
}

/** What an override is about, such as "series p95". */
const ABOUT: Readonly<Record<string, string>> = {
  byName: 'series',
  byRegexp: 'series like',
  byFrameRefID: 'query',
  byType: 'fields of type',
};

function overrideParts(before: Panel, after: Panel): Part[] {
  const overrides = (panel: Panel) =>
    new Map(
      list(group(panel.fieldConfig).overrides).map(({ matcher, properties }): [string, Json] => {
        const { id, options } = group(matcher);
        const fields = list(properties).map(({ id, value }): [string, unknown] => [text(id) ?? '', value]);
        return [`${ABOUT[text(id) ?? ''] ?? text(id) ?? ''} ${text(options) ?? ''}`, Object.fromEntries(fields)];
      }),
    );
  const { gone, fresh, both } = keysOf(overrides(before), overrides(after));
  return [
    ...gone.map(([about]) => ({ field: 'override', text: `no override of ${about} any more` })),
    ...fresh.map(([about]) => ({ field: 'override', text: `a new override of ${about}` })),
    ...both.flatMap(([about, old, now]) => {
      const { thresholds: from, ...a } = old;
      const { thresholds: to, ...b } = now;
      return [
        ...part('thresholds', stepsOf(from), stepsOf(to), `thresholds of ${about}`),
        ...changedLeaves(a, b).flatMap(({ path, before: was, after: is }) =>
          part('override', was?.toString(), is?.toString(), `\`${path.replace(/^custom\./, '')}\` of ${about}`),
        ),
      ];
    }),
  ];
}

/** Fields that are said one by one; everything else is compared leaf by leaf. */
const SAID = ['id', 'type', 'title', 'description', 'gridPos', 'targets', 'fieldConfig', 'links', 'panels'] as const;
const rest = (panel: Panel): Json =>
  Object.fromEntries(Object.entries(panel).filter(([key]) => !SAID.some((said) => said === key)));

/** Type of a panel of which an export says only that it is in Grafana's library. */
export const LIBRARY_PANEL = 'library panel';

/** Everything that differs about a panel but where it stands. */
export function panelParts(before: Panel, after: Panel): Part[] {
  if (after.type === LIBRARY_PANEL)
    return [{ field: 'type', text: `became the library panel ${quoted(after.title)}, which is not in the file` }];
  const said = (field: string, old: string, now: string) =>
    old === now ? [] : [{ field, text: `${field} ${was(quoted(now), quoted(old))}` }];
  const [from, to] = [description(before), description(after)];
  const links = ({ links }: Panel) => list(links).map(({ title, url }) => `${text(title) ?? ''} ${text(url) ?? ''}`);
  const size = ({ gridPos: { w, h } }: Panel) => `${w} x ${h}`;
  return [
    ...said('title', before.title, after.title),
    ...part('type', before.type, after.type, 'visualisation'),
    ...queryParts(before, after),
    ...fieldParts(before, after),
    ...overrideParts(before, after),
    ...part('size', size(before), size(after), 'size'),
    ...said('description', from.own, to.own),
    ...(from.watchedBy === to.watchedBy ? [] : [{ field: 'watched by', text: 'its list of alerts is another one' }]),
    ...part('links', links(before).join('; ') || undefined, links(after).join('; ') || undefined, 'links'),
    ...changedLeaves(rest(before), rest(after)).flatMap(({ path, before: old, after: now }) =>
      part(path, old?.toString(), now?.toString(), `\`${path.replace(/^options\./, '')}\``),
    ),
  ];
}
