import { defineConfig } from 'vitest/config';

/**
 * The tests that mutants are tried against: those of the core, over the sources of the folder that Stryker copied.
 * `MUTATION_TESTS` (a glob) narrows them.
 */
const source = (name: string): string => new URL(`packages/${name}/src/index.ts`, import.meta.url).pathname;

export default defineConfig({
  resolve: {
    conditions: ['@copydesk/source', 'node'],
    // The links in node_modules lead out of the copy, to sources that are not mutated.
    alias: {
      '@copydesk/core': source('core'),
      '@copydesk/adapter-testkit': source('adapter-testkit'),
      '@copydesk/sandbox': source('sandbox'),
    },
  },
  ssr: { resolve: { conditions: ['@copydesk/source', 'node'] } },
  test: {
    include: [process.env['MUTATION_TESTS'] ?? 'packages/core/{src,test}/**/*.test.ts'],
    // The torture and the walks through every crash would find more, and take minutes for each mutant that nothing else finds.
    exclude: ['packages/core/{src,test}/{instrument,readme,torture}/**'],
    testTimeout: 20_000,
  },
});
