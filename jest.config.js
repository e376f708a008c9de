const { availableParallelism } = require('node:os');

/** Types are checked by `tsc`; the tests only strip them. */
module.exports = {
  // Tools, and the packages of other revisions.
  modulePathIgnorePatterns: ['<rootDir>/.tools/'],
  testMatch: ['<rootDir>/tests/**/*.test.ts'],
  // One worker mostly waits for servers; with no more workers than cores, a core would be idle.
  maxWorkers: availableParallelism() + 1,
  testSequencer: '<rootDir>/tests/support/sequencer.js',
  // A guard against a test that hangs, which no busy machine comes near: the first run builds tools for minutes.
  testTimeout: 20 * 60_000,
  // A test file's global scope is slow to look things up in: these are parameters of each module instead.
  sandboxInjectedGlobals: [
    'Array',
    'Date',
    'Error',
    'JSON',
    'Map',
    'Math',
    'Number',
    'Object',
    'Promise',
    'RegExp',
    'Set',
    'String',
    'Symbol',
    'WeakMap',
  ],
  // What a failed test left running must not keep the run from ending: its failure is told already.
  forceExit: process.env.CI !== undefined,
  // Tests marked concurrent wait for servers most of the time.
  maxConcurrency: 20,
  transform: { '\\.ts$': ['ts-jest', { diagnostics: false, tsconfig: '<rootDir>/tsconfig.json' }] },
};
