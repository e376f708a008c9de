/** Types are checked by `tsc`; the tests only strip them. */
module.exports = {
  testMatch: ['<rootDir>/tests/**/*.test.ts'],
  // Tests marked concurrent wait for servers most of the time.
  maxConcurrency: 20,
  transform: { '\\.ts$': ['ts-jest', { diagnostics: false, tsconfig: '<rootDir>/tsconfig.json' }] },
};
