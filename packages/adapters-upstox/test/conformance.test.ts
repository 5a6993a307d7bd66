import { describeBrokerConformance, overSandbox } from '@copydesk/adapter-testkit';
import type { BrokerId } from '@copydesk/core';
import { createUpstoxAdapter } from '../src/index.ts';
import { sandboxFace } from '../src/sandbox/index.ts';

/** Until the feed is read. */
const NO_FEED = 'the adapter reads no live prices yet (src/capabilities.ts, 2026-11)';

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
    'BC-1301': NO_FEED,
    'BC-1302': NO_FEED,
    'BC-1303': NO_FEED,
    'BC-1304': NO_FEED,
    'BC-1305': NO_FEED,
    'BC-1306': NO_FEED,
    'BC-1307': NO_FEED,
    'BC-1310': NO_FEED,
    'BC-1311': NO_FEED,
    'BC-1312': NO_FEED,
    'BC-1320': NO_FEED,
    'BC-1321': NO_FEED,
    'BC-1322': NO_FEED,
    'BC-1323': NO_FEED,
    'BC-1324': NO_FEED,
    'BC-318': 'MCX orders by API are switched off with UDAPI1161 (community thread 17637, 2026-09-23)',
  },
});
