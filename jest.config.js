const { availableParallelism } = require('node:os');
require('./scripts/support/compile-cache.cjs');

// Go programs that live for seconds: with fewer collections of their garbage, promtool takes a fifth less processor time.
process.env.GOGC ??= '400';

/** `tsc` checks types; the tests only strip them. */
module.exports = {
  // Tools, and the packages of other revisions.
  modulePathIgnorePatterns: ['<rootDir>/.tools/'],
  testMatch: ['<rootDir>/tests/**/*.test.ts'],
  // A worker often waits for servers or for other programs; with fewer workers than this, a core would be idle.
  maxWorkers: availableParallelism() + 2,
  globalSetup: '<rootDir>/tests/support/bundle-double.ts',
  testSequencer: '<rootDir>/tests/support/sequencer.js',
  testEnvironment: '<rootDir>/tests/support/environment',
  moduleNameMapper: { '^(google-protobuf|typescript)$': '<rootDir>/tests/support/environment/$1.js' },
  // Stops a test that hangs. Even a busy machine stays below it, although the first run builds tools for minutes.
  testTimeout: 20 * 60_000,
  // Look-ups in a test file's global scope are slow; these names become parameters of each module instead.
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
  // Processes that a failed test left running must not keep the run from ending: the failure is reported already.
  forceExit: process.env.CI !== undefined,
  // Tests marked concurrent mostly wait for servers.
  maxConcurrency: 20,
  transform: { '\\.ts$': ['ts-jest', { diagnostics: false, tsconfig: '<rootDir>/tsconfig.json' }] },
};
