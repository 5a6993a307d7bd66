import { describeBrokerConformance, overSandbox } from '@copydesk/adapter-testkit';
import type { BrokerId } from '@copydesk/core';
import { createUpstoxAdapter } from '../src/index.ts';
import { sandboxFace } from '../src/sandbox/index.ts';

const AFTERWARDS =
  'is refused only after the acceptance, as the status rejected (docs "v3/place-order", read 2026-02)';

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
    'BC-341': `margin ${AFTERWARDS}`,
    'BC-342': `freeze ${AFTERWARDS}`,
    'BC-343': `holdings ${AFTERWARDS}`,
    'BC-344': `authorisation ${AFTERWARDS}`,
    'BC-345': `circuit ${AFTERWARDS}`,
    'BC-414': 'Upstox states no limit of modifications (docs "v3/modify-order", read 2026-02)',
    'BC-737': 'every account has the order stream (docs "get-portfolio-stream-feed", read 2026-02)',
    'BC-807': 'Upstox has no refusal of its own that says "timed out" (docs "error-codes", read 2026-02)',
  },
});
