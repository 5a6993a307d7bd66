import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/**
 * Tests run from source: the export condition names the TypeScript entry of each of our packages. `import` must not be
 * named: Node would then give modules to the `require` of packages that expect what they were written for.
 */
const conditions = ['@copydesk/source', 'node'];

/** Nothing is kept in the modules of our packages and of the server: their files share what a worker has loaded. */
const SHARE_A_WORKER = ['packages/*/{src,test}/**/*.test.ts', 'apps/server/{src,test}/**/*.test.ts'];
/** What drives a browser, and the tools, have a process to themselves. */
const ALONE = ['e2e/**/*.test.ts', 'scripts/**/*.test.mjs'];

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
      { extends: true, test: { name: 'alone', include: ALONE } },
      { extends: true, test: { name: 'shared', include: SHARE_A_WORKER, isolate: false } },
    ],
  },
});
