/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  mutate: ['lambda/**/*.ts'],
  // Neither the bundles, which no mutant reaches, nor what only costs time to copy.
  ignorePatterns: ['assets', 'coverage', 'dist', 'examples', 'lib', 'bench', 'demo', 'test-reports', 'tools/mutation'],
  plugins: ['@stryker-mutator/jest-runner'],
  testRunner: 'jest',
  coverageAnalysis: 'perTest',
  jest: {
    configFile: 'jest.config.json',
    config: {
      testMatch: ['<rootDir>/test/lambda/**/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', '/bundle\\.test\\.ts$'],
      collectCoverage: false,
      reporters: [],
    },
  },
  // What did not change since the last run is not run again.
  incremental: true,
  incrementalFile: 'tools/mutation/reports/incremental.json',
  tempDirName: '.stryker-tmp',
  reporters: ['clear-text', 'progress-append-only', 'json'],
  jsonReporter: { fileName: 'tools/mutation/reports/mutation.json' },
  clearTextReporter: { allowColor: false, reportTests: false, reportScoreTable: true },
  thresholds: { high: 95, low: 85, break: 85 },
  concurrency: 1,
  dryRunTimeoutMinutes: 60, // a busy machine is no failure
  timeoutMS: 60_000,
  allowEmpty: true,
};
