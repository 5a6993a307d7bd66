/**
 * Who may import whom. The one place where the rules stand, and the one place for an exception to them, which is then
 * a change of this file with its reason. `npm test` checks it over all sources.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Source of a room, without what tests it. */
const TEST = '(^|/)(test|examples)/|\\.test\\.tsx?$|/testing/|vite(st)?\\.config\\.ts$';

/** The sources that the packages export, as patterns. */
const ENTRIES = readdirSync(new URL('packages', import.meta.url)).flatMap((name) => {
  /** @type {{ exports: Record<string, Record<string, string>> }} */
  const manifest = JSON.parse(
    readFileSync(new URL(`packages/${name}/package.json`, import.meta.url), 'utf8'),
  );
  return Object.values(manifest.exports).map((entry) => {
    const source = path.posix.join('packages', name, entry['@copydesk/source'] ?? '');
    return `^${source.replaceAll('.', '\\.')}$`;
  });
});

/**
 * A room may import itself, the named rooms of ours, and packages from the registry.
 *
 * @param {string} room
 * @param {readonly string[]} allowed
 * @returns {import('dependency-cruiser').IForbiddenRuleType[]}
 */
function roomMayImport(room, allowed) {
  const open = [room, ...allowed].join('|');
  return [
    {
      name: `${room.replaceAll('/', '-')}-imports-only-what-it-may`,
      severity: 'error',
      from: { path: `^${room}/`, pathNot: TEST },
      to: { path: '^(packages|apps|bench|e2e)/', pathNot: `^(${open})/` },
    },
    {
      name: `tests-of-${room.replaceAll('/', '-')}-import-only-what-they-may`,
      comment: 'Tests may also use the testkit, and what the testkit stands on.',
      severity: 'error',
      from: { path: `^${room}/.*(${TEST})` },
      to: {
        path: '^(packages|apps|bench|e2e)/',
        pathNot: `^(${open}|packages/adapter-testkit|packages/sandbox|packages/core)/`,
      },
    },
  ];
}

/** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
const forbidden = [
  {
    name: 'resolvable',
    comment: 'An import of ours that cannot be resolved is one that the package has no right to.',
    severity: 'error',
    from: {},
    to: { couldNotResolve: true },
  },
  {
    name: 'core-imports-nothing',
    comment: 'No package, no module of Node, no other room: the core is pure.',
    severity: 'error',
    from: { path: '^packages/core/src/', pathNot: TEST },
    to: { pathNot: '^packages/core/src/' },
  },
  ...roomMayImport('packages/core', []),
  {
    name: 'adapters-import-only-core-and-transport',
    severity: 'error',
    from: { path: '^(packages/adapters-[^/]+)/', pathNot: `${TEST}|^packages/adapters-[^/]+/src/sandbox/` },
    to: {
      path: '^(packages|apps|bench|e2e)/',
      pathNot: '^($1|packages/core|packages/adapter-transport)/',
    },
  },
  {
    name: 'sandbox-faces-import-only-core-and-sandbox',
    severity: 'error',
    from: { path: '^(packages/adapters-[^/]+)/src/sandbox/', pathNot: TEST },
    to: { path: '^(packages|apps|bench|e2e)/', pathNot: '^($1|packages/core|packages/sandbox)/' },
  },
  {
    name: 'adapters-do-not-need-their-sandbox-face',
    comment: 'The sandbox is an optional peer: the adapter must load without it.',
    severity: 'error',
    from: {
      path: '^(packages/adapters-[^/]+)/src/',
      pathNot: `${TEST}|^packages/adapters-[^/]+/src/sandbox/`,
    },
    to: { path: '^$1/src/sandbox/' },
  },
  {
    name: 'tests-of-adapters-import-only-what-they-may',
    severity: 'error',
    from: { path: `^(packages/adapters-[^/]+)/.*(${TEST})` },
    to: {
      path: '^(packages|apps|bench|e2e)/',
      pathNot: '^($1|packages/adapter-transport|packages/adapter-testkit|packages/sandbox|packages/core)/',
    },
  },
  ...roomMayImport('packages/adapter-transport', ['packages/core']),
  ...roomMayImport('packages/sandbox', ['packages/core']),
  ...roomMayImport('packages/adapter-testkit', ['packages/core', 'packages/sandbox']),
  ...roomMayImport('packages/persistence-prisma', ['packages/core']),
  ...roomMayImport('packages/api-contract', ['packages/core']),
  {
    name: 'api-contract-takes-only-types-of-core',
    comment: 'The browser loads the contract; the core must not come along.',
    severity: 'error',
    from: { path: '^packages/api-contract/src/', pathNot: TEST },
    to: { path: '^packages/core/', dependencyTypesNot: ['type-only'] },
  },
  ...roomMayImport('apps/server', ['packages']),
  ...roomMayImport('apps/console', ['packages/api-contract']),
  {
    name: 'wired-in-one-place',
    comment:
      'The container is known to composition/ alone; everything else takes plain constructor arguments.',
    severity: 'error',
    from: { pathNot: '^apps/server/src/composition/' },
    // A type that passes through a signature is not wiring.
    to: {
      path: 'node_modules/(inversify|@inversifyjs|reflect-metadata)/',
      dependencyTypesNot: ['type-only'],
    },
  },
  {
    name: 'database-behind-its-package',
    severity: 'error',
    from: { path: '^(packages|apps)/', pathNot: '^packages/persistence-prisma/' },
    to: { path: 'node_modules/(@prisma|prisma|better-sqlite3|pg)/' },
  },
  {
    name: 'packages-are-entered-by-what-they-export',
    comment: 'What a package does not export may change freely.',
    severity: 'error',
    from: { path: '^((packages|apps)/[^/]+)/' },
    to: {
      path: '^packages/[^/]+/',
      pathNot: ['^$1/', ...ENTRIES],
    },
  },
  {
    name: 'console-shared-knows-no-feature',
    severity: 'error',
    from: { path: '^apps/console/src/(components|live|lib)/', pathNot: TEST },
    to: { path: '^apps/console/src/(features|app)/' },
  },
  {
    name: 'console-features-know-no-app',
    severity: 'error',
    from: { path: '^apps/console/src/features/', pathNot: TEST },
    to: { path: '^apps/console/src/app/' },
  },
  {
    name: 'console-features-know-no-other-feature',
    severity: 'error',
    from: { path: '^apps/console/src/features/([^/]+)/', pathNot: TEST },
    to: { path: '^apps/console/src/features/', pathNot: '^apps/console/src/features/$1/' },
  },
  {
    name: 'no-cycles',
    severity: 'error',
    from: {},
    to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
  },
  {
    name: 'no-test-in-production',
    severity: 'error',
    from: { path: '^(packages|apps)/', pathNot: TEST },
    to: { path: '(^|/)(test|examples)/|\\.test\\.tsx?$|/testing/' },
  },
  {
    name: 'no-development-dependency-in-production',
    severity: 'error',
    from: { path: '^(packages|apps)/[^/]+/src/', pathNot: `${TEST}|^apps/console/` },
    to: {
      dependencyTypes: ['npm-dev'],
      dependencyTypesNot: ['type-only', 'npm', 'npm-peer'],
      // Types have no place at run time.
      pathNot: 'node_modules/@types/',
    },
  },
  {
    name: 'declared-dependencies-only',
    comment: 'The tools that all tests share are declared at the root.',
    severity: 'error',
    from: { path: '^(packages|apps|bench|e2e)/', pathNot: TEST },
    to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
  },
];

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden,
  options: {
    doNotFollow: { path: 'node_modules' },
    // Generated code follows the generator's rules.
    exclude: { path: '(^|/)(dist|generated)/' },
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    tsConfig: { fileName: 'tsconfig.tests.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@copydesk/source', 'import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json', '.d.ts'],
    },
  },
};
