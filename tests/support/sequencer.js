/**
 * The tests in `tests/e2e` wait for servers most of the time. Spread evenly among the others, they leave no core idle; the
 * longest come first, because nothing shortens them.
 */
const { default: Sequencer } = require('@jest/test-sequencer');

const LONGEST = ['notifications', 'escalation', 'maintenance'].map((name) => `/tests/e2e/${name}.test.ts`);

module.exports = class extends Sequencer {
  sort(tests) {
    const isWaiting = ({ path }) => path.includes('/tests/e2e/');
    const sorted = super.sort(tests);
    const busy = sorted.filter((test) => !isWaiting(test));
    const isLongest = ({ path }) => LONGEST.some((name) => path.endsWith(name));
    const waiting = sorted.filter(isWaiting).sort((a, b) => isLongest(b) - isLongest(a));
    const place = new Map([
      ...waiting.map((test, index) => [test, index / waiting.length]),
      ...busy.map((test, index) => [test, (index + 0.5) / busy.length]),
    ]);
    return [...place.keys()].sort((a, b) => place.get(a) - place.get(b));
  }
};
