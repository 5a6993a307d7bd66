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
const BROWSER = ['e2e/**/*.test.ts'];
const TOOLS = ['scripts/**/*.test.mjs'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    // Most of a test of the server is waiting: with as many workers as cores, these are idle a good part of the time.
    maxWorkers: availableParallelism() + 1,
    // Some walk through whole days of the clock; one that hangs is all that this ends.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // What is waited for comes, or the wait ends by this; a second is too short on a busy machine.
    expect: { poll: { timeout: 30_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'browser',
          include: BROWSER,
          globalSetup: ['e2e/one-chromium.ts'],
          testTimeout: 600_000,
          hookTimeout: 180_000,
        },
      },
      { extends: true, test: { name: 'tools', include: TOOLS } },
      { extends: true, test: { name: 'shared', include: SHARE_A_WORKER, isolate: false } },
    ],
  },
});
