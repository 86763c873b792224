import { existsSync } from 'node:fs';
import { join } from 'node:path';

const rootDir = import.meta.dirname;
const folders = ['libs', 'apps', 'test'].filter((folder) => existsSync(join(rootDir, folder)));

const shared = {
  rootDir,
  roots: folders.map((folder) => `<rootDir>/${folder}`),
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['tearline-source', 'node', 'node-addons'] },
  extensionsToTreatAsEsm: ['.ts'],
  moduleFileExtensions: ['ts', 'js', 'mjs', 'cjs', 'json', 'node'],
  resolver: '<rootDir>/test/support/resolver.cjs',
  transform: { '\\.ts$': '@swc/jest' },
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/test/architecture/fixtures/'],
};

const onPostgres = {
  globalSetup: '<rootDir>/test/support/global-setup.mjs',
  globalTeardown: '<rootDir>/test/support/global-teardown.mjs',
};

// The suffix of a test file names its tier: pure, one database, spawned processes, spawned processes that are ill-treated for long.
export default {
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: ['**/*.spec.ts'],
      testPathIgnorePatterns: ['/node_modules/', '\\.(int|e2e|faults)\\.spec\\.ts$'],
    },
    { ...shared, ...onPostgres, displayName: 'int', testMatch: ['**/*.int.spec.ts'] },
    { ...shared, ...onPostgres, displayName: 'e2e', testMatch: ['**/*.e2e.spec.ts'] },
    {
      ...shared,
      ...onPostgres,
      displayName: 'faults',
      testMatch: ['**/*.faults.spec.ts', '<rootDir>/test/faults/**/*.e2e.spec.ts'],
    },
  ],
};
