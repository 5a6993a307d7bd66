import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/**
 * Tests run from source: the export condition names the TypeScript entry of each of our packages. `import` must not be
 * named: Node would then give modules to the `require` of packages that expect what they were written for.
 */
const conditions = ['@copydesk/source', 'node'];

/** The tests of the core keep nothing in their modules: its files share one worker and what it has loaded. */
const SHARE_A_WORKER = ['packages/core/{src,test}/**/*.test.ts'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    // Most of a test of the server is waiting; with the default, one worker on two cores, they are idle half the time.
    maxWorkers: Math.max(2, availableParallelism()),
    // Some walk through whole days of the clock; one that hangs is all that this ends.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      { extends: true, test: { name: 'core', include: SHARE_A_WORKER, isolate: false } },
      {
        extends: true,
        test: {
          name: 'others',
          include: [
            'packages/*/{src,test}/**/*.test.ts',
            'apps/server/{src,test}/**/*.test.ts',
            'e2e/**/*.test.ts',
            'scripts/**/*.test.mjs',
          ],
          exclude: SHARE_A_WORKER,
        },
      },
    ],
  },
});
