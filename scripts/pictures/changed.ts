/** The panels that two renderings of a stack draw otherwise, and their dashboards side by side on one Grafana. */
import { isDeepStrictEqual } from 'node:util';

type Files = Readonly<Record<string, string>>;
interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title?: string;
  /** Where it stands on the page, which a picture of it alone does not show. */
  readonly gridPos?: unknown;
}
interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly panels: readonly Panel[];
}

const SIDES = ['before', 'after'] as const;
export type Side = (typeof SIDES)[number];

/** One picture to take. */
export interface View {
  readonly side: Side;
  /** The dashboard's UID on the Grafana that has both sides. */
  readonly uid: string;
  readonly id: number;
  /** `api-health-latency-percentiles-before`: what a file is called. */
  readonly name: string;
}

const PATH = /^grafana\/dashboards\/(.+)\.json$/;
const dashboardsOf = (files: Files): Map<string, Dashboard> =>
  new Map(
    Object.entries(files).flatMap(([path, text]): [string, Dashboard][] => {
      const name = PATH.exec(path)?.[1];
      return name === undefined ? [] : [[name, JSON.parse(text) as Dashboard]];
    }),
  );

const slug = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
const uidOf = (side: Side, name: string): string => `${side}-${name}`.slice(0, 40);
const drawn = ({ gridPos: _place, ...panel }: Panel) => panel;
/** Rows have nothing to draw. */
const panelsOf = (dashboard: Dashboard | undefined): Panel[] =>
  (dashboard?.panels ?? []).filter(({ type }) => type !== 'row');

/** The views of every panel that is new, gone or changed; a moved one is none of these. */
export function changedViews(before: Files, after: Files): View[] {
  const sides = { before: dashboardsOf(before), after: dashboardsOf(after) };
  const names = [...new Set([...sides.before.keys(), ...sides.after.keys()])].sort();
  return names.flatMap((name) => {
    const old = panelsOf(sides.before.get(name));
    const now = panelsOf(sides.after.get(name));
    const differs = (panel: Panel, others: readonly Panel[]): boolean => {
      const other = others.find(({ id }) => id === panel.id);
      return other === undefined || !isDeepStrictEqual(drawn(panel), drawn(other));
    };
    const view = (side: Side, { id, title = '' }: Panel): View => ({
      side,
      uid: uidOf(side, name),
      id,
      name: `${name}-${slug(title) || id}-${side}`,
    });
    return [
      ...old.filter((panel) => differs(panel, now)).map((panel) => view('before', panel)),
      ...now.filter((panel) => differs(panel, old)).map((panel) => view('after', panel)),
    ];
  });
}

/** The dashboards of both sides by file name, each under a UID of its side. */
export const bothSides = (before: Files, after: Files): Record<string, string> =>
  Object.fromEntries(
    SIDES.flatMap((side) =>
      [...dashboardsOf({ before, after }[side])].map(([name, dashboard]) => [
        `${side}-${name}`,
        JSON.stringify({ ...dashboard, uid: uidOf(side, name), title: `${dashboard.title} (${side})` }),
      ]),
    ),
  );
