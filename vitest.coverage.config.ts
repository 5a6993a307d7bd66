import { mergeConfig } from 'vitest/config';
import config from './vitest.config.ts';

/** `npm run coverage`: how many branches of the copy engine and the state machine the tests of the core walk. */
export default mergeConfig(config, {
  test: {
    coverage: {
      enabled: true,
      reportOnFailure: true,
      provider: 'v8',
      reporter: ['text', 'json-summary'],
      include: ['packages/core/src/{copy,divergence,guard,journal,lane,order,position,reconcile}/**/*.ts'],
      thresholds: { branches: 95 },
    },
  },
});
