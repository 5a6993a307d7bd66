import { describeBrokerConformance, overSandbox } from '@copydesk/adapter-testkit';
import type { BrokerId } from '@copydesk/core';
import { createZerodhaAdapter } from '../src/index.ts';
import { sandboxFace } from '../src/sandbox/index.ts';

describeBrokerConformance({
  name: 'zerodha',
  readme: new URL('../README.md', import.meta.url),
  start: overSandbox({
    face: sandboxFace,
    planWithoutStream: 'personal',
    create: (given) =>
      createZerodhaAdapter({ ...given, brokerId: 'zerodha-sandbox' as BrokerId, environment: 'sandbox' }),
  }),
  unsupported: {
    'BC-130':
      'the registered addresses stand in the developer console, which no call reads (Kite Connect docs, "Orders", read 2026-11)',
    'BC-704':
      'Kite sends no frame for the mere placement of an order (developer forum, discussion 9093, read 2026-11)',
    'BC-319':
      'orders in NCO are unverified, so the segment is not claimed (Kite Connect docs, "Orders", read 2026-11)',
  },
});
