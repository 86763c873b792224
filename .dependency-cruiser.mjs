// The boundaries of the architecture. They speak of folders, never of names, so a new context or system is covered as
// soon as it exists. test/architecture holds code that breaks each of them and the test that every breach is noticed.
// One more, which this tool cannot express, is in scripts/boundaries.mjs.

/** The rules for a tree like this repository's; `base` is where that tree begins, relative to the working directory. */
export function boundaries(base = '') {
  const at = base === '' ? '^' : `^${base}/`;
  const contextFolder = `${at}libs/(?!platform/)([^/]+)/(?!contracts/)([^/]+)/`;
  const insideLibrary = `${at}libs/(platform/[^/]+|[^/]+/contracts)/`;
  const libraryIndex = `${at}libs/(platform/[^/]+|[^/]+/contracts)/index\\.ts$`;
  const conformanceSuite = `${at}libs/platform/[^/]+/conformance/index\\.ts$`;
  const spec = '\\.spec\\.ts$';

  const forbidden = [
    {
      name: 'no-cycles',
      comment: 'Files that import each other in a circle cannot be understood, loaded or taken out one by one.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'contexts-keep-to-themselves',
      comment: 'A context imports itself and the contracts of its system; no other context and no other system.',
      from: { path: contextFolder },
      to: { path: `${at}libs/(?!platform/)`, pathNot: [`${at}libs/$1/$2/`, `${at}libs/$1/contracts/`] },
    },
    {
      name: 'platform-knows-no-business',
      comment: 'The platform serves any system and therefore knows none.',
      from: { path: `${at}libs/platform/` },
      to: { path: `${at}(apps/|libs/(?!platform/))` },
    },
    {
      name: 'core-stands-alone',
      comment: 'core is pure: itself and zod; no Nest, no I/O, no other library.',
      from: { path: `${at}libs/platform/core/`, pathNot: spec },
      to: { pathNot: [`${at}libs/platform/core/`, 'node_modules/zod/'] },
    },
    {
      name: 'contracts-stand-alone',
      comment: 'A contract is all that a foreign service needs: zod and core, nothing else.',
      from: { path: `${at}libs/(?!platform/)([^/]+)/contracts/`, pathNot: spec },
      to: { pathNot: [`${at}libs/$1/contracts/`, `${at}libs/platform/core/index\\.ts$`, 'node_modules/zod/'] },
    },
    {
      name: 'domain-is-pure',
      comment: 'domain/ imports its own files and #platform/core: no Nest, no I/O, no package.',
      from: { path: `${contextFolder}domain/`, pathNot: '\\.(spec|examples)\\.ts$' },
      to: { pathNot: [`${at}libs/$1/$2/domain/`, `${at}libs/platform/core/index\\.ts$`] },
    },
    {
      name: 'only-through-the-index',
      comment: 'A library is known to others by its index, never by a file inside it.',
      from: { path: `${at}(?:libs/([^/]+)/([^/]+)|apps|test)/`, pathNot: spec },
      to: { path: insideLibrary, pathNot: [`${at}libs/$1/$2/`, libraryIndex] },
    },
    {
      name: 'only-through-the-index-in-tests',
      comment: 'Tests may also run the conformance suite that a port ships beside its index.',
      from: { path: `${at}(?:libs/([^/]+)/([^/]+)|apps|test)/.*${spec}` },
      to: { path: insideLibrary, pathNot: [`${at}libs/$1/$2/`, libraryIndex, conformanceSuite] },
    },
    {
      name: 'apps-are-lists',
      comment: 'A deployable lists modules of contexts and serves them by the platform.',
      from: { path: `${at}apps/`, pathNot: spec },
      to: { path: `${at}libs/(?!platform/)`, pathNot: `${at}libs/[^/]+/([^/]+)/[^/]+\\.module\\.ts$` },
    },
    {
      name: 'libraries-know-no-apps',
      comment: 'Libraries are used by apps and tests, not the other way round.',
      from: { path: `${at}libs/(?!platform/)`, pathNot: spec },
      to: { path: `${at}(apps|test)/` },
    },
    {
      name: 'tests-are-for-tests',
      comment: 'Nothing that runs in production imports test support.',
      from: { path: `${at}(apps/|libs/platform/)`, pathNot: spec },
      to: { path: `${at}test/` },
    },
    {
      name: 'every-import-resolves',
      comment: 'An import that leads nowhere would hide what it was meant to reach.',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'every-package-is-declared',
      comment: 'What is not in package.json is there by accident.',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'no-development-package-at-run-time',
      comment: 'Packages for development are missing where the system runs.',
      from: { path: `${at}(libs|apps)/`, pathNot: [spec, '/testing/'] },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['npm', 'type-only'] },
    },
  ];
  return forbidden.map((rule) => ({ ...rule, severity: 'error' }));
}

export const options = {
  doNotFollow: { path: 'node_modules' },
  tsPreCompilationDeps: true,
  enhancedResolveOptions: {
    conditionNames: ['tearline-source', 'import', 'node', 'types', 'default'],
    exportsFields: ['exports'],
    extensions: ['.ts', '.js', '.mjs', '.cjs', '.d.ts', '.json'],
  },
};

export default {
  forbidden: boundaries(),
  options: { ...options, tsConfig: { fileName: 'tsconfig.json' }, exclude: { path: '^test/architecture/fixtures/' } },
};
