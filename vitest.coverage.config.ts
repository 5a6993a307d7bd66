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
      include: [
        'packages/core/src/{change,copy,divergence,exit,group,guard,journal,lane,order,position,reconcile,share,square-off}/**/*.ts',
      ],
      // Types alone: they hold no code that could be walked.
      exclude: [
        'packages/core/src/group/copy-group.ts',
        'packages/core/src/divergence/divergence.ts',
        'packages/core/src/journal/{desk-event,journal-audit,journal-port}.ts',
        'packages/core/src/order/order-intent.ts',
      ],
      thresholds: { branches: 95 },
    },
  },
});
