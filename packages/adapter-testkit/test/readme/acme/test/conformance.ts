import { describeBrokerConformance, overSandbox } from '@copydesk/adapter-testkit';
import type { BrokerId } from '@copydesk/core';
import { createAcmeAdapter } from '../src/index.ts';
import { sandboxFace } from '../src/sandbox/index.ts';

describeBrokerConformance({
  name: 'acme',
  readme: new URL('../README.md', import.meta.url),
  start: overSandbox({
    face: sandboxFace,
    planWithoutStream: 'free',
    create: (given) =>
      createAcmeAdapter({ ...given, brokerId: 'acme-sandbox' as BrokerId, environment: 'sandbox' }),
  }),
  unsupported: {
    'BC-704': 'Acme sends no frame for the mere placement of an order (support ticket 4711, 2026-10)',
  },
});
