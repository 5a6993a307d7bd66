import { describeBrokerConformance, overSandbox } from '@copydesk/adapter-testkit';
import type { BrokerId } from '@copydesk/core';
import { createUpstoxAdapter } from '../src/index.ts';
import { sandboxFace } from '../src/sandbox/index.ts';

describeBrokerConformance({
  name: 'upstox',
  readme: new URL('../README.md', import.meta.url),
  start: overSandbox({
    face: sandboxFace,
    create: ({ endpoints, clock, log }) =>
      createUpstoxAdapter({
        brokerId: 'upstox-sandbox' as BrokerId,
        environment: 'sandbox',
        clock,
        log,
        endpoints,
        random: () => 0.5,
      }),
  }),
  unsupported: {
    'BC-318': 'MCX orders by API are switched off with UDAPI1161 (community thread 17637, 2026-09-23)',
  },
});
