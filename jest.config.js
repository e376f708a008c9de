/** Types are checked by `tsc`; the tests only strip them. */
module.exports = {
  testMatch: ['<rootDir>/tests/**/*.test.ts'],
  transform: { '\\.ts$': ['ts-jest', { isolatedModules: true, diagnostics: false, tsconfig: { ...require('./tsconfig.json').compilerOptions, noEmit: false } }] },
};
