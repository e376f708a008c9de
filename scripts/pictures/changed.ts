/**
 * Finds the panels that differ between two renderings of a stack, and puts the dashboards of both sides on one Grafana.
 */
import { compareDashboards } from '../../lib/review/diff/dashboards';
import { readRendered, type Files } from '../../lib/review/diff/rendered';

const SIDES = ['before', 'after'] as const;
export type Side = (typeof SIDES)[number];

/** One picture to take. */
export interface View {
  readonly side: Side;
  /** The dashboard's UID on the Grafana with both sides. */
  readonly uid: string;
  readonly id: number;
  /** The file name, such as `api-health-latency-percentiles-before`. */
  readonly name: string;
}

const slug = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
const uidOf = (side: Side, dashboard: string): string => `${side}-${dashboard}`.slice(0, 40);

/** Fields of a panel's position, which a picture of the panel alone does not show. */
const UNSEEN = ['place', 'size'];

/** The views of every panel that is new, removed or changed; a moved one is none of these. */
export function changedViews(before: Files, after: Files): View[] {
  const rendered = { before: readRendered(before), after: readRendered(after) };
  const isDrawn = ({ field }: { readonly field: string }) => !UNSEEN.includes(field);
  return compareDashboards(rendered.before, rendered.after)
    .filter(({ parts }) => parts.some(isDrawn))
    .flatMap(({ area, kind, name }) => {
      const [dashboard = '', id] = name.split('/');
      return SIDES.flatMap((side) => {
        const panels = rendered[side].dashboards.get(dashboard)?.panels ?? [];
        const drawn =
          area === 'panel'
            ? panels.filter((panel) => String(panel.id) === id)
            : panels.filter(({ type }) => kind !== 'changed' && type !== 'row');
        return drawn.map((panel): View => ({
          side,
          uid: uidOf(side, dashboard),
          id: panel.id,
          name: `${dashboard}-${slug(panel.title) || panel.id}-${side}`,
        }));
      });
    });
}

/** The dashboards of both sides by file name, with a UID that contains the side. */
export const bothSides = (before: Files, after: Files): Record<string, string> =>
  Object.fromEntries(
    SIDES.flatMap((side) =>
      [...readRendered({ before, after }[side]).dashboards].map(([name, dashboard]) => [
        `${side}-${name}`,
        JSON.stringify({ ...dashboard, uid: uidOf(side, name), title: `${dashboard.title} (${side})` }),
      ]),
    ),
  );
