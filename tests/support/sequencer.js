/** The longest end-to-end test first: it waits for servers most of the time, and the others fill that in. */
const { default: Sequencer } = require('@jest/test-sequencer');

module.exports = class extends Sequencer {
  sort(tests) {
    const waits = ({ path }) => Number(path.includes('/tests/e2e/notifications'));
    return [...super.sort(tests)].sort((a, b) => waits(b) - waits(a));
  }
};
