import { defineConfig } from 'vitest/config';

/**
 * Tests run from source: the export condition names the TypeScript entry of each of our packages. `import` must not be
 * named: Node would then give modules to the `require` of packages that expect what they were written for.
 */
const conditions = ['@copydesk/source', 'node'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: [
      'packages/*/{src,test}/**/*.test.ts',
      'apps/server/{src,test}/**/*.test.ts',
      'e2e/**/*.test.ts',
      'scripts/**/*.test.mjs',
    ],
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
});
