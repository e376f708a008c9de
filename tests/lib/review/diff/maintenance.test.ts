/** Planned maintenance between two states of a stack, without a known setting as the cause. */
import { trading } from '../../../../platform';
import { renderedFiles } from '../../../../lib/compile/stack-summary';
import { entriesOf } from '../../../../lib/review/diff/follow';
import { markdown } from '../../../../lib/review/diff/markdown';
import { linesOf } from '../../../support/review';
import { toSettings } from '../../../../lib/settings/settings';

const PLAN = {
  start: '2026-12-01T22:00Z',
  end: '2026-12-02T02:00Z',
  components: ['api'],
  routes: ['/poll'],
  targets: ['backend:8000'],
  why: 'Postgres 18',
  who: 'Ada',
};
const files = (plan?: object) =>
  renderedFiles(toSettings(trading, 'dev', plan === undefined ? {} : { maintenance: { upgrade: plan } }));

function reviewBetween(before: ReturnType<typeof files>, after: ReturnType<typeof files>) {
  const entries = entriesOf(before, after);
  const reviews = [
    { stack: 'dev', entries: entries.map((entry) => ({ ...entry, stack: 'dev' })), overridden: new Map() },
  ];
  const text = markdown('the last update', reviews);
  return { lines: linesOf(text).length, text };
}

test.each([
  [
    'that comes',
    undefined,
    PLAN,
    'is new: 2026-12-01 22:00 UTC to 2026-12-02 02:00 UTC nobody is notified of component api; route /poll; target backend:8000; Postgres 18 (Ada)',
  ],
  ['that goes', PLAN, undefined, 'is removed (it was 2026-12-01 22:00 UTC to 2026-12-02 02:00 UTC)'],
  [
    'that ends later',
    PLAN,
    { ...PLAN, end: '2026-12-02T03:00Z' },
    'is 2026-12-01 22:00 UTC to 2026-12-02 03:00 UTC, was 2026-12-01 22:00 UTC to 2026-12-02 02:00 UTC',
  ],
  ['that covers more', PLAN, { ...PLAN, all: true }, 'covers all alerts, was component api; route /poll; target'],
  ['with another owner', PLAN, { ...PLAN, who: 'Bob' }, 'is for Postgres 18 (Bob), was Postgres 18 (Ada)'],
])('one %s is one line, with all its consequences', (_what, before, after, sentence) => {
  const { lines, text } = reviewBetween(files(before), files(after));
  expect(text).toContain(`planned maintenance **upgrade** ${sentence}`);
  expect({ lines, text }).toMatchObject({ lines: 1 });
});
