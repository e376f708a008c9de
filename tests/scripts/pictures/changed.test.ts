/** Which panels a reviewer gets pictures of. */
import { trading } from '../../../platform';
import { bothSides, changedViews } from '../../../scripts/pictures/changed';
import { compile } from '../../../lib/compile';
import { files } from '../../../lib/compile/files';
import { toSettings } from '../../../lib/settings/settings';

const rendered = files(compile(toSettings(trading, 'dev', {})));
const BOARD = 'grafana/dashboards/api-health.json';
interface Dashboard {
  readonly panels: readonly { readonly id: number; readonly type: string; readonly title: string }[];
}
const board = JSON.parse(rendered[BOARD] ?? '') as Dashboard;
/** The rendered stack with other panels on one dashboard. */
const withPanels = (panels: (before: Dashboard['panels']) => readonly object[]) => ({
  ...rendered,
  [BOARD]: JSON.stringify({ ...board, panels: panels(board.panels) }),
});
const pictureNames = (...args: Parameters<typeof changedViews>) => changedViews(...args).map(({ name }) => name);
const [first] = board.panels.filter(({ type }) => type === 'timeseries');
if (first === undefined) throw new Error('the dashboard has no graph');
const file = `api-health-${first.title.toLowerCase().replaceAll(' ', '-')}`;

test('an unchanged rendering gives no picture', () => expect(pictureNames(rendered, rendered)).toEqual([]));

test('a changed panel gives a picture before and after', () => {
  const after = withPanels((panels) =>
    panels.map((panel) => (panel.id === first.id ? { ...panel, description: 'other' } : panel)),
  );
  expect(pictureNames(rendered, after)).toEqual([`${file}-before`, `${file}-after`]);
});

test('a removed panel gives one before, an added panel one after, a moved panel none', () => {
  const without = withPanels((panels) => panels.filter(({ id }) => id !== first.id));
  expect(pictureNames(rendered, without)).toEqual([`${file}-before`]);
  expect(pictureNames(without, rendered)).toEqual([`${file}-after`]);
  const moved = withPanels((panels) => panels.map((panel) => ({ ...panel, gridPos: { x: 0, y: 99, w: 1, h: 1 } })));
  expect(pictureNames(rendered, moved)).toEqual([]);
});

test('both sides have their own UIDs, so the stack’s dashboards stay', () => {
  const without = withPanels((panels) => panels.filter(({ id }) => id !== first.id));
  const uids = Object.values(bothSides(rendered, without)).map((text) => (JSON.parse(text) as { uid: string }).uid);
  expect(new Set(uids).size).toBe(uids.length);
  expect(uids.filter((uid) => !/^(before|after)-/.test(uid))).toEqual([]);
  expect(uids).toEqual(expect.arrayContaining(changedViews(rendered, without).map(({ uid }) => uid)));
});
