/**
 * Mutation testing: `npm run mutation`, with `-- --mutate FILE,FILE` for a part, or `MUTATION_EVERY=10 MUTATION_FIRST=3` for
 * every tenth stretch of lines from the fourth on. What survived, and why that is well, stands in docs/reliability.md.
 */
import { everyStretch } from './scripts/mutation-sample.mjs';

const SOURCES = [
  'packages/core/src/{change,copy,divergence,exit,group,guard,lane,share,square-off}/**/*.ts',
  'packages/core/src/order/{order-book,order-status,living-orders,read-broker-order}.ts',
];
const every = Number(process.env.MUTATION_EVERY ?? 1);
const first = Number(process.env.MUTATION_FIRST ?? 0);

export default {
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'vitest.mutation.config.ts', related: false },
  mutate: every > 1 ? everyStretch(SOURCES, { every, first }) : SOURCES,
  // What runs once when a module loads (the tables) cannot be told apart by test: it costs every test again. With
  // MUTATION_TABLES=on it is mutated too; narrow the tests with MUTATION_TESTS then.
  ignoreStatic: process.env.MUTATION_TABLES !== 'on',
  coverageAnalysis: 'perTest',
  concurrency: 2,
  timeoutMS: 10_000,
  // TypeScript 7 has no JavaScript API, which Stryker would rewrite a tsconfig with; nothing here needs one.
  tsconfigFile: 'none',
  ignorePatterns: [
    '/apps',
    '/bench',
    '/docs',
    '/e2e',
    '/packages/adapters-*',
    '/packages/api-contract',
    '/packages/persistence-prisma',
    '/tsconfig.json',
  ],
  reporters: ['progress-append-only', 'clear-text', 'json'],
  clearTextReporter: { allowColor: false, logTests: false, allowEmojis: false },
};
