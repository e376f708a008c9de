/** When an alert fires, by when its expression holds. Evaluations are a second apart. */
import fc from 'fast-check';
import { spanDifference, firing, length, since, times, union, type Span } from '../../../../lib/review/replay/firing';

const evaluations = { from: 0, to: 29, step: 1 };
/** `#` where the expression holds, and where the alert fires. */
const parseMarks = (text: string) => new Set([...text].flatMap((mark, at) => (mark === '#' ? [at] : [])));
const drawSpans = (spans: readonly Span[]) => {
  const fires = new Set(spans.flatMap(({ from, to }) => times({ from, to, step: 1 })));
  return times(evaluations)
    .map((at) => (fires.has(at) ? '#' : '.'))
    .join('');
};

test.each([
  ['fires at once without `for`', 0, 0, '...###......................#.', '...###......................#.'],
  ['fires only after its `for`', 3, 0, '...######.....................', '......###.....................'],
  [
    'does not fire if its expression holds for less than `for`',
    3,
    0,
    '...###...###..................',
    '..............................',
  ],
  ['starts its `for` again after a gap', 3, 0, '...###.#####..................', '..........##..................'],
  [
    'keeps firing for keep_firing_for after its expression',
    0,
    3,
    '...###........................',
    '...######.....................',
  ],
  [
    'fires without a gap if its expression holds again within keep_firing_for',
    0,
    3,
    '...###..#.....................',
    '...#########..................',
  ],
  [
    'counts keep_firing_for from the last time its expression held',
    2,
    4,
    '...####..#....................',
    '.....#########................',
  ],
  [
    'has no keep_firing_for while it is only pending',
    3,
    5,
    '...##.........................',
    '..............................',
  ],
  [
    'fires until the end of the range if its expression holds there',
    2,
    2,
    '..........................####',
    '............................##',
  ],
])('an alert %s', (_what, duration, keepFiringFor, expression, expected) => {
  expect(drawSpans(firing(parseMarks(expression), { for: duration, keepFiringFor }, evaluations))).toBe(expected);
});

const alert = fc.record({
  text: fc.string({ unit: fc.constantFrom('#', '.'), minLength: 30, maxLength: 30 }),
  timing: fc.record({ for: fc.nat(6), keepFiringFor: fc.nat(6) }),
});
test('a longer `for` never fires more, nor does a shorter keep_firing_for', () => {
  fc.assert(
    fc.property(alert, ({ text, timing }) => {
      const count = (more: Partial<typeof timing>) =>
        length(firing(parseMarks(text), { ...timing, ...more }, evaluations), evaluations);
      expect(count({ for: timing.for + 1 })).toBeLessThanOrEqual(count({}));
      expect(count({ keepFiringFor: timing.keepFiringFor + 1 })).toBeGreaterThanOrEqual(count({}));
    }),
  );
});

test('two equal histories have no difference, and an empty one differs by everything', () => {
  const one = [{ from: 3, to: 7 }];
  expect(spanDifference(one, one, evaluations)).toBe(0);
  expect(spanDifference(one, [], evaluations)).toBe(5);
  expect(spanDifference(one, [{ from: 5, to: 9 }], evaluations)).toBe(4);
});

test('culprits that fire one after the other without a pause are one incident', () => {
  const both = union([[{ from: 3, to: 7 }], [{ from: 8, to: 9 }], [{ from: 4, to: 5 }]], evaluations);
  expect(both).toEqual([{ from: 3, to: 9 }]);
});

test('firing before the range is not counted', () => {
  expect(since(5, [{ from: 1, to: 3 }, { from: 4, to: 6 }])).toEqual([{ from: 5, to: 6 }]); // prettier-ignore
});
